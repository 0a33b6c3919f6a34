using System.Buffers;
using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace AuditOps.Embedded.Kafka.Storage;

/// <summary>Receives what an internal log holds: the latest value of every key, in the order the entries were written.</summary>
internal delegate void InternalLogVisitor(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value);

/// <summary>
/// A small durable key → value log of the broker itself (group metadata, committed offsets, transactions later). Append only, CRC per entry, compacts itself.
/// Keys stay in memory, values on disk. All members may be called from any thread; entries keep the order of the calls.
/// Entry, little-endian: body length i32, CRC-32C of the body u32, body = {key length i32, key, value}.
/// </summary>
internal sealed class InternalLog : FlushTarget
{
    const int EntryHeader = 8;
    const int KeyLengthBytes = 4;
    const int MaxEntryBytes = 64 * 1024 * 1024;
    const long CompactFromBytes = 1024 * 1024;

    readonly Lock _lock = new();
    readonly Lock _flush = new();
    readonly StoreServices _services;
    readonly string _path;
    readonly FlushWaiters _waiters = new();
    readonly Dictionary<byte[], (long Position, int Size)> _live = new(ByteKeyComparer.Instance);
    readonly Dictionary<byte[], (long Position, int Size)>.AlternateLookup<ReadOnlySpan<byte>> _lookup;
    SafeFileHandle _handle;
    long _end;
    long _liveBytes;
    long _appended;
    long _flushed;
    long _compactFrom = CompactFromBytes;
    bool _failed;

    InternalLog(StoreServices services, string name, string path)
    {
        _services = services;
        _path = path;
        Name = name;
        _lookup = _live.GetAlternateLookup<ReadOnlySpan<byte>>();
        _handle = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete);
    }

    public string Name { get; }

    /// <summary>Keys that have a value.</summary>
    public int Count
    {
        get
        {
            lock (_lock) return _live.Count;
        }
    }

    public override bool FlushLate => true;

    /// <summary>Held while the log is written; a backup holds those of all logs for a moment.</summary>
    internal Lock WriteLock => _lock;

    internal string FilePath => _path;

    /// <summary>Bytes of whole entries. Read under <see cref="WriteLock"/>.</summary>
    internal long Length => _end;

    /// <summary>Bytes that a power cut now could take.</summary>
    internal long UnflushedBytes
    {
        get
        {
            lock (_lock) return _appended - _flushed;
        }
    }

    internal static InternalLog Open(StoreServices services, string name, string directory)
    {
        Directory.CreateDirectory(directory);
        var log = new InternalLog(services, name, Path.Combine(directory, name + ".log"));
        NativeFile.SyncDirectory(directory);
        log.Load();
        return log;
    }

    /// <summary>Shows every live entry. Call before others append.</summary>
    public void Replay(InternalLogVisitor visitor)
    {
        lock (_lock)
        {
            List<(long Position, int Size)> entries = [.. _live.Values];
            entries.Sort((a, b) => a.Position.CompareTo(b.Position));
            foreach (var (position, size) in entries)
            {
                var buffer = ArrayPool<byte>.Shared.Rent(size);
                var body = ReadEntry(position, buffer.AsSpan(0, size))[EntryHeader..];
                var keyLength = BinaryPrimitives.ReadInt32LittleEndian(body);
                visitor(body.Slice(KeyLengthBytes, keyLength), body[(KeyLengthBytes + keyLength)..]);
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }
    }

    /// <summary>
    /// Writes an entry; an empty <paramref name="value"/> removes the key. Gives the position to wait for with <see cref="RegisterFlushWaiter"/>, or
    /// throws <see cref="EmbeddedKafkaException"/> when the disk refuses.
    /// </summary>
    public long Append(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        var size = EntryHeader + KeyLengthBytes + key.Length + value.Length;
        if (size > MaxEntryBytes) throw new EmbeddedKafkaException(KafkaError.InvalidRequest, $"An entry of {size} bytes is too large for the internal log {Name}.");
        var buffer = ArrayPool<byte>.Shared.Rent(size);
        var entry = buffer.AsSpan(0, size);
        BinaryPrimitives.WriteInt32LittleEndian(entry, size - EntryHeader);
        BinaryPrimitives.WriteInt32LittleEndian(entry[EntryHeader..], key.Length);
        key.CopyTo(entry[(EntryHeader + KeyLengthBytes)..]);
        value.CopyTo(entry[(EntryHeader + KeyLengthBytes + key.Length)..]);
        BinaryPrimitives.WriteUInt32LittleEndian(entry[4..], Crc32C.Compute(entry[EntryHeader..]));
        try
        {
            lock (_lock)
            {
                if (_failed) throw Closed(null);
                RandomAccess.Write(_handle, entry, _end);
                Note(key, value.Length == 0, _end, size);
                _end += size;
                _appended += size;
                if (_services.Options.FlushPolicy != FlushPolicy.None) _services.Flusher.MarkDirty(this);
                return _appended;
            }
        }
        catch (IOException e)
        {
            throw Closed(e);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>False when the position is on disk already or the store's policy does not wait; nothing was registered. True: the waiter is told once; at once where the log has failed.</summary>
    public bool RegisterFlushWaiter(long position, IFlushWaiter waiter, long token) =>
        _services.Options.FlushPolicy == FlushPolicy.Group && _waiters.Register(position, waiter, token);

    /// <summary>Forces everything appended so far to disk before returning, whatever the store's flush policy. Throws when it cannot.</summary>
    public void Flush()
    {
        FlushNow();
        lock (_lock)
        {
            if (_failed) throw Closed(null);
        }
    }

    public override void FlushNow()
    {
        lock (_flush)
        {
            long target;
            SafeFileHandle handle;
            lock (_lock)
            {
                if (_failed || _flushed == _appended) return;
                target = _appended;
                handle = _handle;
            }
            try
            {
                NativeFile.SyncData(handle);
                lock (_lock)
                {
                    _flushed = target;
                    if (_end > _compactFrom && _end > 2 * _liveBytes) Compact();
                    target = _flushed;
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or ObjectDisposedException)
            {
                // After a failed sync nothing more may be promised from this log.
                _services.Log.InternalFlushFailed(Name, e);
                Fail();
                return;
            }
            _waiters.Complete(target);
        }
    }

    internal void Close()
    {
        FlushNow();
        Fail();
        lock (_flush) _handle.Dispose();
    }

    /// <summary>Closes without flushing, as a crash would.</summary>
    internal void Abandon()
    {
        Fail();
        lock (_flush) _handle.Dispose();
    }

    void Fail()
    {
        lock (_lock) _failed = true;
        _waiters.Fail(KafkaError.KafkaStorageError);
    }

    void Load()
    {
        var length = RandomAccess.GetLength(_handle);
        Span<byte> header = stackalloc byte[EntryHeader];
        while (length - _end >= EntryHeader + KeyLengthBytes && RandomAccess.Read(_handle, header, _end) == EntryHeader)
        {
            var bodyLength = BinaryPrimitives.ReadInt32LittleEndian(header);
            if (bodyLength < KeyLengthBytes || bodyLength > MaxEntryBytes || bodyLength > length - _end - EntryHeader) break;
            var size = EntryHeader + bodyLength;
            var buffer = ArrayPool<byte>.Shared.Rent(size);
            var body = ReadEntry(_end, buffer.AsSpan(0, size))[EntryHeader..];
            var keyLength = BinaryPrimitives.ReadInt32LittleEndian(body);
            var whole = BinaryPrimitives.ReadUInt32LittleEndian(header[4..]) == Crc32C.Compute(body) && keyLength >= 0 && keyLength <= bodyLength - KeyLengthBytes;
            if (whole) Note(body.Slice(KeyLengthBytes, keyLength), keyLength == bodyLength - KeyLengthBytes, _end, size);
            ArrayPool<byte>.Shared.Return(buffer);
            if (!whole) break;
            _end += size;
        }
        if (_end < length) CutTail(length);
    }

    /// <summary>A torn write, as a rule. The bytes are kept beside the log, so that even damage of another kind loses nothing silently.</summary>
    void CutTail(long length)
    {
        _services.Log.InternalTornTailCut(Name, length - _end);
        using (var aside = File.OpenHandle(_path + ".torn", FileMode.Create, FileAccess.Write))
        {
            KeepMode(_path + ".torn");
            var chunk = new byte[64 * 1024];
            long written = 0;
            for (int read; (read = RandomAccess.Read(_handle, chunk, _end + written)) > 0; written += read) RandomAccess.Write(aside, chunk.AsSpan(0, read), written);
        }
        RandomAccess.SetLength(_handle, _end);
        NativeFile.SyncData(_handle);
    }

    void Note(ReadOnlySpan<byte> key, bool removed, long position, int size)
    {
        if (_lookup.TryGetValue(key, out var old)) _liveBytes -= old.Size;
        if (removed)
        {
            _lookup.Remove(key);
            return;
        }
        _lookup[key] = (position, size);
        _liveBytes += size;
    }

    /// <summary>Writes the live entries into a new file and puts it in the place of the old one.</summary>
    void Compact()
    {
        var temporary = _path + ".tmp";
        List<(byte[] Key, long Position, int Size)> entries = [];
        foreach (var (key, place) in _live) entries.Add((key, place.Position, place.Size));
        entries.Sort((a, b) => a.Position.CompareTo(b.Position));
        var handle = File.OpenHandle(temporary, FileMode.Create, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete);
        KeepMode(temporary);
        try
        {
            CopyEntries(entries, handle);
        }
        catch (IOException e)
        {
            // A full disk, as a rule. The log itself is untouched.
            _services.Log.InternalCompactionFailed(Name, e);
            handle.Dispose();
            _compactFrom = 2 * _end;
            return;
        }
        _compactFrom = CompactFromBytes;
        File.Move(temporary, _path, overwrite: true);
        NativeFile.SyncDirectory(Path.GetDirectoryName(_path)!);
        long end = 0;
        foreach (var (key, _, size) in entries)
        {
            _live[key] = (end, size);
            end += size;
        }
        _handle.Dispose();
        _handle = handle;
        _end = end;
        _flushed = _appended;
    }

    void CopyEntries(List<(byte[] Key, long Position, int Size)> entries, SafeFileHandle into)
    {
        long end = 0;
        foreach (var (_, position, size) in entries)
        {
            var buffer = ArrayPool<byte>.Shared.Rent(size);
            RandomAccess.Write(into, ReadEntry(position, buffer.AsSpan(0, size)), end);
            ArrayPool<byte>.Shared.Return(buffer);
            end += size;
        }
        NativeFile.SyncData(into);
    }

    /// <summary>Whoever may not read the log may not read what is made of it.</summary>
    void KeepMode(string made)
    {
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(made, File.GetUnixFileMode(_handle));
    }

    ReadOnlySpan<byte> ReadEntry(long position, Span<byte> into)
    {
        for (var read = 0; read < into.Length;)
        {
            var count = RandomAccess.Read(_handle, into[read..], position + read);
            if (count == 0) throw new IOException($"{_path} ended early at {position + read}.");
            read += count;
        }
        return into;
    }

    EmbeddedKafkaException Closed(Exception? cause) => new(KafkaError.KafkaStorageError, $"The internal log {Name} cannot be written.", cause);
}
