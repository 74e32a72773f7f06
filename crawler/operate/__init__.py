"""What a person and a machine are told of the runs: history, alarms, report, inspector."""
