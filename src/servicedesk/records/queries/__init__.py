"""What screens and papers read: functions over the read tables, one module per thing of the trade. Desk worker only."""
