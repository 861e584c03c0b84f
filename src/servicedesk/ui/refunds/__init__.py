"""The refund list: money that is promised, until somebody marks it paid or failed."""
