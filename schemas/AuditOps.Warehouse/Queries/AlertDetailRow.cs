namespace AuditOps.Warehouse.Queries;

/// <summary>Everything the table knows of an alert. Arrays of the same beginning belong together, item by item.</summary>
public sealed record AlertDetailRow : AlertRow
{
    public required string Description { get; init; }
    public required DateTimeOffset WindowStart { get; init; }
    public required DateTimeOffset WindowEnd { get; init; }
    public required string[] EvidenceIds { get; init; }
    public required string[] EvidenceSources { get; init; }
    public required DateTimeOffset[] EvidenceTimes { get; init; }
    public required string[] EvidenceActors { get; init; }
    public required string[] EvidenceOperations { get; init; }
    public required string[] EvidenceOutcomes { get; init; }
    public required string[] EvidenceIps { get; init; }
    public required string[] EvidenceCountries { get; init; }
    public required string[] EvidenceApps { get; init; }
    public required string[] EvidenceUserAgents { get; init; }
    public required string[] EvidenceSummaries { get; init; }
    public required string[] WhyFields { get; init; }
    public required string[] WhyOperators { get; init; }
    public required string[] WhyExpected { get; init; }
    public required string?[] WhyActual { get; init; }

    /// <summary>First bytes of the first event.</summary>
    public required byte[] SnapshotBytes { get; init; }
    public required string Runbook { get; init; }
    public required long[] HistoryRevisions { get; init; }
    public required DateTimeOffset[] HistoryTimes { get; init; }
    public required string[] HistoryBy { get; init; }
    public required string[] HistoryActions { get; init; }
    public required string?[] HistoryFrom { get; init; }
    public required string?[] HistoryTo { get; init; }
    public required string?[] HistoryNotes { get; init; }

    /// <summary>The SELECT list that fills this record.</summary>
    internal const string SelectAll = Select +
        ", description, window_start, window_end, evidence_ids, evidence_sources, evidence_times, evidence_actors, evidence_operations, evidence_outcomes, evidence_ips, evidence_countries, " +
        "evidence_apps, evidence_user_agents, evidence_summaries, why_fields, why_operators, why_expected, why_actual, base64Encode(snapshot) AS snapshot_bytes, runbook, " +
        "history_revisions, history_times, history_by, history_actions, history_from, history_to, history_notes";
}
