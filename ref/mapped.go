package ref

import (
	"os"
	"unsafe"
)

// inPlace returns the numbers of a tensor where they lie in the file's mapping, or
// nil where they must be read: the file is not mapped, stores another type than
// Float, or puts them where no Float may begin.
//
// The mapping is private: whoever writes to the numbers, as training does, writes
// to a copy of their page, and the file stays as it is. It lasts as long as the
// program, since nobody can tell when the last tensor in it is forgotten. A file
// that is replaced, as Save does it, stays mapped as it was; one that another
// program shortens in place takes its pages along, and the program ends with
// SIGBUS when it next reads them.
func (s *Safetensors) inPlace(info TensorInfo) []Float {
	if s.mapping == nil || info.DType != exact || !littleEndian || info.end == info.begin {
		return nil
	}
	first := unsafe.Pointer(&s.mapping[s.data+info.begin])
	if uintptr(first)%unsafe.Alignof(Float(0)) != 0 {
		return nil
	}
	return unsafe.Slice((*Float)(first), (info.end-info.begin)/int64(unsafe.Sizeof(Float(0))))
}

// mapped returns the bytes of an open file as memory, or nil where that cannot be:
// what is not on a disk, or a system without mappings.
func mapped(file any, size int64) []byte {
	f, ok := file.(*os.File)
	if !ok || size == 0 || size != int64(int(size)) {
		return nil
	}
	return mapFile(f, int(size))
}

// littleEndian is how safetensors files store numbers, and most processors.
var littleEndian = func() bool {
	one := uint16(1)
	return *(*byte)(unsafe.Pointer(&one)) == 1
}()
