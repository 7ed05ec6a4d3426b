package ref

import (
	"bufio"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
)

// FileToWrite is a path and what fills the file.
type FileToWrite struct {
	Path  string
	Write func(w io.Writer) error
}

// WriteFile writes a file whole or not at all: beside its place first, renamed
// into it when every byte is on the disk. Whoever looks, even after a power
// cut, finds the old file or the new one. Errors are *Error.
func WriteFile(path string, write func(w io.Writer) error) error {
	return WriteFiles(FileToWrite{path, write})
}

// WriteFiles writes files that belong together. None takes its place before
// all are on the disk, so a full disk leaves every old one as it was. A link
// stays a link: the file it leads to is replaced.
func WriteFiles(files ...FileToWrite) error {
	files = slices.Clone(files)
	for i := range files {
		if real, err := filepath.EvalSymlinks(files[i].Path); err == nil {
			files[i].Path = real
		}
	}
	for _, f := range files {
		if f.isDevice() {
			continue
		}
		defer os.Remove(f.partial()) // gone already where all went well
		if err := f.writeTo(f.partial()); err != nil {
			return f.failed(err)
		}
	}
	for _, f := range files {
		if err := f.finish(); err != nil {
			return f.failed(err)
		}
	}
	return nil
}

func (f FileToWrite) partial() string { return f.Path + ".partial" }

// isDevice is true of what is there and is no file, such as /dev/null or a
// pipe. That is written into: it must not be replaced.
func (f FileToWrite) isDevice() bool {
	info, err := os.Stat(f.Path)
	return err == nil && !info.Mode().IsRegular() && !info.IsDir()
}

func (f FileToWrite) finish() error {
	if f.isDevice() {
		return f.writeTo(f.Path)
	}
	return os.Rename(f.partial(), f.Path)
}

func (f FileToWrite) writeTo(path string) (err error) {
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	defer func() {
		if closing := file.Close(); err == nil {
			err = closing
		}
	}()
	w := bufio.NewWriterSize(file, 1<<16)
	if err := f.Write(w); err != nil {
		return err
	}
	if err := w.Flush(); err != nil {
		return err
	}
	if path == f.Path {
		return nil // a device has no disk to wait for
	}
	return file.Sync()
}

// MakeFolder makes sure that a folder exists and can be written to, before hours
// of training are spent. Its error is an *Error.
func MakeFolder(dir string) error {
	err := os.MkdirAll(dir, 0o777)
	if err == nil {
		err = tryToWrite(dir)
	}
	if err != nil {
		return Fail("file_unwritable", Args{"file": dir, "reason": reason(err)})
	}
	return nil
}

// tryToWrite creates a file and removes it.
func tryToWrite(dir string) error {
	probe, err := os.CreateTemp(dir, ".probe*")
	if err != nil {
		return err
	}
	return errors.Join(probe.Close(), os.Remove(probe.Name()))
}

// failed keeps an *Error of the writer and names the file in any other.
func (f FileToWrite) failed(err error) error {
	var own *Error
	if errors.As(err, &own) {
		return own
	}
	return Fail("file_unwritable", Args{"file": f.Path, "reason": reason(err)})
}
