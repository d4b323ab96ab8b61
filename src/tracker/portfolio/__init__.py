"""What a commitment is: YAML files become records, with every problem at its line; and how a file is edited."""
