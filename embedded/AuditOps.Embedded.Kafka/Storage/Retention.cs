namespace AuditOps.Embedded.Kafka.Storage;

/// <summary>
/// Deletes whole closed segments that are too old or too many, never past what a live group has yet to read, the last stable offset, or what is not on disk.
/// Segments below a log start raised by DeleteRecords go in any case.
/// </summary>
internal static class Retention
{
    public static void Apply(PartitionLog log, long? minCommitted, long nowMs)
    {
        var config = log.Config;
        var limit = Math.Min(log.LastStableOffset, log.FlushedOffset);
        var unread = Math.Min(limit, minCommitted ?? long.MaxValue);
        if (config.Delete && config.RetentionMs >= 0 && log.Segments is [.., { Size: > 0 } active] && Expired(active, config, nowMs) && active.NextOffset <= unread)
            log.RollForMaintenance();
        lock (log.Maintenance)
        {
            var doomed = Doomed(log, limit, unread, nowMs);
            if (doomed.Count == 0 || log.Fault != KafkaError.None) return;
            log.ReplaceSegments(doomed, null);
            log.Services.WriteCheckpoint();
            foreach (var segment in doomed)
            {
                segment.Retire();
                File.Delete(segment.LogPath);
                File.Delete(segment.IndexPath);
            }
            NativeFile.SyncDirectory(log.Directory);
            log.Services.Log.SegmentsDeleted(log.Topic, log.Index, doomed.Count, log.LogStartOffset);
        }
    }

    static List<Segment> Doomed(PartitionLog log, long limit, long unread, long nowMs)
    {
        var config = log.Config;
        var segments = log.Segments;
        List<Segment> doomed = [];
        var size = log.SizeBytes;
        for (var i = 0; i < segments.Length - 1; i++)
        {
            var segment = segments[i];
            // Offsets up to the next segment's base belong to this one, also where compaction has taken the last ones out.
            var end = segments[i + 1].BaseOffset;
            var deletedByClient = end <= log.LogStartOffset && end <= limit;
            var tooOld = config.Delete && config.RetentionMs >= 0 && Expired(segment, config, nowMs);
            var tooMany = config.Delete && config.RetentionBytes >= 0 && size - segment.Size >= config.RetentionBytes;
            if (!deletedByClient && !((tooOld || tooMany) && end <= unread)) break;
            doomed.Add(segment);
            size -= segment.Size;
        }
        return doomed;
    }

    static bool Expired(Segment segment, TopicConfig config, long nowMs)
    {
        // Records without a timestamp age by when the file was last written.
        var newest = segment.MaxTimestamp >= 0 ? segment.MaxTimestamp : new DateTimeOffset(File.GetLastWriteTimeUtc(segment.LogPath)).ToUnixTimeMilliseconds();
        return nowMs - newest > config.RetentionMs;
    }
}
