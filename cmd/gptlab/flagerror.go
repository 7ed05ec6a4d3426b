package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// expected is what the value of a flag must look like, by its pflag type. The
// types that are missing here say so themselves.
var expected = map[string]string{
	"bool":     "true or false",
	"duration": "a time such as 90s or 2m",
	"float64":  "a number",
	"int":      "a whole number",
	"intSlice": "whole numbers with commas between them",
	"uint64":   "a whole number, 0 or more",
}

// explainFlag says of a flag that could not be read what could stand in its
// place, in the words of the command line instead of those of Go.
func explainFlag(cmd *cobra.Command, err error) error {
	var unknown *pflag.NotExistError
	if errors.As(err, &unknown) {
		return fmt.Errorf("%w; %s has %s", err, cmd.CommandPath(), strings.Join(flagsOf(cmd), ", "))
	}
	var wrong *pflag.InvalidValueError
	if errors.As(err, &wrong) {
		if form, known := expected[wrong.GetFlag().Value.Type()]; known {
			return fmt.Errorf("--%s %s: expected %s", wrong.GetFlag().Name, wrong.GetValue(), form)
		}
	}
	return err
}

// flagsOf lists the flags of a command as one types them.
func flagsOf(cmd *cobra.Command) []string {
	var names []string
	cmd.Flags().VisitAll(func(flag *pflag.Flag) {
		if !flag.Hidden {
			names = append(names, "--"+flag.Name)
		}
	})
	return names
}
