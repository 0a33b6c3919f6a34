using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace AuditOps.Embedded.Kafka.Storage;

/// <summary>
/// One file of a log and what is known of it in memory. Written by one thread at a time (under the log's lock); read by any, because every published value only grows
/// and is published after what it covers.
/// </summary>
internal sealed class Segment
{
    readonly Lock _open = new();
    readonly List<AbortedEntry> _aborted = [];
    IndexEntry[] _index = [];
    int _indexCount;
    int _size;
    long _nextOffset;
    int _bytesSinceEntry = int.MaxValue;
    SafeFileHandle? _handle;
    bool _deleted;

    public Segment(string directory, long baseOffset)
    {
        BaseOffset = baseOffset;
        LogPath = Path.Combine(directory, FileName(baseOffset, ".log"));
        IndexPath = Path.Combine(directory, FileName(baseOffset, ".index"));
        _nextOffset = baseOffset;
    }

    public long BaseOffset { get; }

    public string LogPath { get; }

    public string IndexPath { get; }

    public int Size => Volatile.Read(ref _size);

    /// <summary>Offset after the last batch.</summary>
    public long NextOffset => Volatile.Read(ref _nextOffset);

    public long MaxTimestamp { get; private set; } = -1;

    /// <summary>Position of the first batch that carries <see cref="MaxTimestamp"/>.</summary>
    public int MaxTimestampPosition { get; private set; }

    /// <summary>Broker time of the first append in this process, ms since epoch; 0 before it.</summary>
    public long FirstAppendMs { get; set; }

    /// <summary>Broker time of the last read or write, ms; lets idle files be closed.</summary>
    public long LastUseMs { get; set; }

    public IReadOnlyList<AbortedEntry> Aborted => _aborted;

    public ReadOnlySpan<IndexEntry> Index
    {
        get
        {
            var count = Volatile.Read(ref _indexCount);
            return Volatile.Read(ref _index).AsSpan(0, count);
        }
    }

    public static string FileName(long baseOffset, string extension) => baseOffset.ToString("D20", CultureInfo.InvariantCulture) + extension;

    /// <summary>The open file; opened on first use. Throws <see cref="ObjectDisposedException"/> once the segment was deleted or replaced.</summary>
    public SafeFileHandle Handle()
    {
        var handle = Volatile.Read(ref _handle);
        if (handle is { IsClosed: false }) return handle;
        lock (_open)
        {
            ObjectDisposedException.ThrowIf(_deleted, this);
            if (_handle is null || _handle.IsClosed)
                _handle = File.OpenHandle(LogPath, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            return _handle;
        }
    }

    /// <summary>Closes the file; a later use opens it again.</summary>
    public void CloseHandle()
    {
        lock (_open)
        {
            _handle?.Dispose();
            _handle = null;
        }
    }

    /// <summary>Closes the file for good; readers under way finish, later ones look at the log's new list of segments.</summary>
    public void Retire()
    {
        lock (_open)
        {
            _deleted = true;
            _handle?.Dispose();
            _handle = null;
        }
    }

    /// <summary>Notes a batch whose bytes are already in the file at the current end.</summary>
    public void Note(ReadOnlySpan<byte> header, int size, int indexInterval)
    {
        var position = _size;
        var timestamp = Batch.MaxTimestamp(header);
        if (timestamp > MaxTimestamp)
        {
            MaxTimestamp = timestamp;
            MaxTimestampPosition = position;
        }
        if (_bytesSinceEntry >= indexInterval)
        {
            AddIndexEntry(new IndexEntry(Batch.BaseOffset(header), position, MaxTimestamp));
            _bytesSinceEntry = 0;
        }
        _bytesSinceEntry += size;
        Volatile.Write(ref _size, position + size);
        Volatile.Write(ref _nextOffset, Batch.LastOffset(header) + 1);
    }

    public void NoteAborted(AbortedEntry entry)
    {
        lock (_aborted) _aborted.Add(entry);
    }

    public void CopyAborted(List<AbortedEntry> into)
    {
        lock (_aborted) into.AddRange(_aborted);
    }

    public void CollectAborted(long from, long to, List<AbortedTransaction> into)
    {
        lock (_aborted)
        {
            foreach (var entry in _aborted)
                if (entry.FirstOffset < to && entry.MarkerOffset >= from) into.Add(new AbortedTransaction(entry.ProducerId, entry.FirstOffset));
        }
    }

    /// <summary>Takes over what a trusted index file says.</summary>
    public void Restore(int size, long nextOffset, long maxTimestamp, int maxTimestampPosition, IndexEntry[] index, List<AbortedEntry> aborted)
    {
        _index = index;
        _indexCount = index.Length;
        _aborted.AddRange(aborted);
        MaxTimestamp = maxTimestamp;
        MaxTimestampPosition = maxTimestampPosition;
        _nextOffset = nextOffset;
        _size = size;
    }

    /// <summary>Position of the last indexed batch that starts at or before an offset.</summary>
    public int PositionAtOrBefore(long offset)
    {
        var index = Index;
        int low = 0, high = index.Length - 1, found = 0;
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            if (index[middle].BaseOffset <= offset)
            {
                found = index[middle].Position;
                low = middle + 1;
            }
            else
            {
                high = middle - 1;
            }
        }
        return found;
    }

    void AddIndexEntry(IndexEntry entry)
    {
        var index = _index;
        if (_indexCount == index.Length)
        {
            Array.Resize(ref index, Math.Max(16, index.Length * 2));
            Volatile.Write(ref _index, index);
        }
        index[_indexCount] = entry;
        Volatile.Write(ref _indexCount, _indexCount + 1);
    }
}
