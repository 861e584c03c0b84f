"""DO: what people do at the desk, one function per action, one module per thing of the trade."""
