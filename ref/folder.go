package ref

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
)

// folder is a checkpoint folder on disk or in the program, with the name that
// errors call it by.
type folder struct {
	fsys fs.FS
	name string
}

// called returns how errors call a file of the folder.
func (f folder) called(file string) string { return path.Join(f.name, file) }

func (f folder) has(file string) bool {
	info, err := fs.Stat(f.fsys, file)
	return err == nil && !info.IsDir()
}

// otherWeights are the files that hold weights in formats that are not read: two
// kinds of pickles, which run code when they are opened, TensorFlow's and Flax's.
var otherWeights = []string{"pytorch_model.bin", "pytorch_model.bin.index.json", "tf_model.h5", "flax_model.msgpack"}

// refuseOtherKinds refuses a folder that holds something other than a checkpoint
// we can read, and names it.
func (f folder) refuseOtherKinds() error {
	const adapter = "adapter_config.json"
	if f.has(adapter) && !f.has(ConfigFile) {
		return Fail("folder_adapter", Args{"file": f.called(adapter), "needed": ConfigFile})
	}
	for _, file := range otherWeights {
		if f.has(file) && !f.has(WeightsFile) && !f.has(ShardsFile) {
			return Fail("folder_format", Args{"file": f.called(file), "needed": WeightsFile})
		}
	}
	return nil
}

// read returns a whole file of the folder, refusing one longer than limit bytes.
func (f folder) read(file string, limit int64) ([]byte, error) {
	r, err := f.fsys.Open(file)
	if err != nil {
		return nil, f.failed(file, err)
	}
	defer r.Close()
	return readUpTo(f.called(file), r, limit)
}

// ReadFile returns a whole file, refusing one longer than limit bytes. Errors
// are *Error and name the file.
func ReadFile(path string, limit int64) ([]byte, error) {
	r, err := os.Open(path)
	if err != nil {
		return nil, notRead(path, err)
	}
	defer r.Close()
	return readUpTo(path, r, limit)
}

// TextOf returns the text in a file's bytes, without the byte order mark it may
// begin with. It refuses a file that is empty, or not UTF-8.
func TextOf(file string, data []byte) (string, error) {
	text := string(withoutBOM(data))
	if text == "" {
		return "", Fail("file_empty", Args{"file": file})
	}
	if at := firstInvalid(text); at < len(text) {
		return "", Fail("file_not_utf8", Args{"file": file, "at": at + 1})
	}
	return text, nil
}

// readUpTo reads an open file; errors call it by the name given.
func readUpTo(called string, r fs.File, limit int64) ([]byte, error) {
	tooBig := Fail("file_too_big", Args{"file": called, "limit": limit})
	if info, err := r.Stat(); err == nil && info.Size() > limit {
		return nil, tooBig
	}
	data, err := io.ReadAll(io.LimitReader(r, limit+1)) // it may be longer than it says
	if err != nil {
		return nil, notRead(called, err)
	}
	if int64(len(data)) > limit {
		return nil, tooBig
	}
	return data, nil
}

// safetensors opens a safetensors file; the caller closes it after the last read.
func (f folder) safetensors(file string) (*Safetensors, io.Closer, error) {
	r, err := f.fsys.Open(file)
	if err != nil {
		return nil, nil, f.failed(file, err)
	}
	s, err := f.readHeader(file, r)
	if err != nil {
		r.Close()
		return nil, nil, err
	}
	return s, r, nil
}

func (f folder) readHeader(file string, r fs.File) (*Safetensors, error) {
	if at, ok := r.(io.ReaderAt); ok {
		info, err := r.Stat()
		if err != nil {
			return nil, f.failed(file, err)
		}
		s, err := ReadSafetensors(f.called(file), at, info.Size())
		if err != nil {
			return nil, err
		}
		s.mapping = mapped(r, info.Size())
		return s, nil
	}
	data, err := io.ReadAll(r) // a file system that only streams, such as a zip
	if err != nil {
		return nil, f.failed(file, err)
	}
	return ReadSafetensors(f.called(file), bytes.NewReader(data), int64(len(data)))
}

func (f folder) failed(file string, err error) error { return notRead(f.called(file), err) }

// notRead says why a file was not opened or not read.
func notRead(called string, err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return Fail("file_missing", Args{"file": called})
	}
	return Fail("file_unreadable", Args{"file": called, "reason": reason(err)})
}
