"""DECIDE: rules, money, clocks and folds. Pure: values in, values out. No files, threads, SQL, Qt or clock reading."""
