//go:build !unix || aix || solaris

package main

import (
	"errors"
	"io/fs"
	"os"
	"time"
)

// lockLearned waits until nobody else changes the progress file. Where there are no
// locks that end with a program, a file stands for one: writing the progress takes a
// millisecond, so that one that stands for a second was left behind, which is told.
func lockLearned(path string) (unlock func(), err error) {
	for range 100 {
		var f *os.File
		f, err = os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o644)
		if err == nil {
			f.Close()
			return func() { os.Remove(path) }, nil
		}
		if !errors.Is(err, fs.ErrExist) {
			return nil, unwritable(path, err)
		}
		time.Sleep(10 * time.Millisecond)
	}
	return nil, unable("learn-locked", path)
}
