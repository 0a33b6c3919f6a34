using AuditOps.Embedded.Kafka.Storage;

namespace AuditOps.Embedded.Kafka.Checking;

/// <summary>Compares a segment's sidecar with what the segment holds.</summary>
internal static class SidecarCheck
{
    /// <param name="walked">The segment as the walk found it.</param>
    /// <param name="starts">Offset and position of its batches.</param>
    /// <param name="loose">Below this offset, compaction or retention may have taken data the sidecar still tells of; null: the log is damaged, aborted transactions cannot be compared.</param>
    public static void Run(string directory, string where, Segment walked, HashSet<(long, int)> starts, long? loose, bool last, Findings findings)
    {
        if (!File.Exists(walked.IndexPath)) return;
        var name = Path.GetFileName(walked.IndexPath);
        var sidecar = new Segment(directory, walked.BaseOffset);
        if (!SegmentIndexFile.TryLoad(sidecar, walked.Size))
        {
            // The last segment's is of its last start. After a kill or a power cut a torn one only costs a scan.
            if (findings.CleanStop && !last) findings.Fault(FaultKind.Index, where, $"{name} is damaged or of another size than its segment");
            else findings.Note($"{where}: {name} is not used; the next start scans its segment");
            return;
        }
        if (sidecar.NextOffset != walked.NextOffset) findings.Fault(FaultKind.Index, where, $"{name} ends at offset {sidecar.NextOffset}, the segment at {walked.NextOffset}");
        if (sidecar.MaxTimestamp != walked.MaxTimestamp) findings.Fault(FaultKind.Index, where, $"{name} has {sidecar.MaxTimestamp} as largest timestamp, the segment {walked.MaxTimestamp}");
        foreach (var entry in sidecar.Index)
        {
            if (starts.Contains((entry.BaseOffset, entry.Position))) continue;
            findings.Fault(FaultKind.Index, where, $"{name} has offset {entry.BaseOffset} at byte {entry.Position}, where no such batch begins");
            break;
        }
        if (loose is { } below) CompareAborted(where, name, walked.Aborted, sidecar.Aborted, below, findings);
    }

    private static void CompareAborted(string where, string name, IReadOnlyList<AbortedEntry> log, IReadOnlyList<AbortedEntry> sidecar, long loose, Findings findings)
    {
        var known = new Dictionary<(long, long), AbortedEntry>();
        foreach (var entry in sidecar) known[(entry.ProducerId, entry.MarkerOffset)] = entry;
        foreach (var entry in log)
        {
            if (!known.Remove((entry.ProducerId, entry.MarkerOffset), out var found))
            {
                findings.Fault(FaultKind.AbortedIndex, where, $"{name} lacks the transaction of producer {entry.ProducerId} aborted at offset {entry.MarkerOffset} (from {entry.FirstOffset})");
                continue;
            }
            if (found.FirstOffset != entry.FirstOffset && !(found.FirstOffset < entry.FirstOffset && found.FirstOffset < loose))
                findings.Fault(FaultKind.AbortedIndex, where, $"{name} lets the transaction aborted at offset {entry.MarkerOffset} begin at {found.FirstOffset}, the log at {entry.FirstOffset}");
            if (found.LastStableOffset > entry.LastStableOffset)
                findings.Fault(FaultKind.LastStableOffset, where, $"{name} has the last stable offset {found.LastStableOffset} at the abort of offset {entry.MarkerOffset}, the log {entry.LastStableOffset}");
        }
        foreach (var entry in known.Values)
            if (entry.FirstOffset >= loose) findings.Fault(FaultKind.AbortedIndex, where, $"{name} has a transaction of producer {entry.ProducerId} aborted at offset {entry.MarkerOffset}, the log has not");
    }
}
