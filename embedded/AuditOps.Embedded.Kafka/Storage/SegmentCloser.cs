using Microsoft.Extensions.Logging;

namespace AuditOps.Embedded.Kafka.Storage;

/// <summary>Brings segments that will not grow any more into their final form on disk.</summary>
internal static class SegmentCloser
{
    /// <summary>Exact length (a failed append may have left bytes behind) and on disk; failures of either are the caller's. The index beside it is a cache.</summary>
    public static void Close(Segment segment, ILogger log)
    {
        var handle = segment.Handle();
        if (RandomAccess.GetLength(handle) != segment.Size) RandomAccess.SetLength(handle, segment.Size);
        NativeFile.SyncData(handle);
        WriteCache(segment.IndexPath, log, segment, static segment => SegmentIndexFile.Write(segment));
    }

    /// <summary>A producer snapshot is a cache as well: without it a start reads more of the log.</summary>
    public static void WriteSnapshot(string directory, byte[] snapshot, ILogger log) =>
        WriteCache(directory, log, (directory, snapshot), static state => ProducerSnapshotFile.Write(state.directory, state.snapshot));

    static void WriteCache<T>(string path, ILogger log, T state, Action<T> write)
    {
        try
        {
            write(state);
        }
        catch (IOException e)
        {
            // On a full disk, as a rule. The next start scans instead.
            log.CacheFileFailed(path, e);
        }
    }
}
