//go:build !linux

package linux

import (
	"errors"
	"os"
)

// Draft says that files have names from the beginning here.
func Draft(string) (*os.File, error) { return nil, errors.ErrUnsupported }

// Publish has nothing to publish.
func Publish(*os.File, string) error { return errors.ErrUnsupported }
