namespace AuditOps.Warehouse.Queries;

/// <summary>The newest words of all reporters, and of a collector that no longer says anything that it does not: who is dead cannot report it.</summary>
internal static class SourceHealthView
{
    // A collector says when it will look next, and reports every 5 minutes at least; three times that is no delay any more. 'disabled' and 'failing' stay what they are.
    private const string Expected = "greatest(updated_at, ifNull(next_run_at, updated_at))";
    private const string IsDead = $"reporter = 'collect' AND state NOT IN ('disabled', 'failing') AND next_run_at IS NOT NULL AND {Expected} < now64(3, 'UTC') - INTERVAL 15 MINUTE";

    /// <summary>For FROM.</summary>
    public const string Sql = $"""
        (SELECT * REPLACE (
            if({IsDead}, 'silent', toString(state)) AS state,
            if({IsDead}, 'collector_silent', toString(code)) AS code,
            if({IsDead}, 'the collector of this feed has not reported since it should have looked again.', error) AS error,
            if({IsDead}, 'Check whether auditops collect runs, and whether its log names the feed.', what_to_do) AS what_to_do,
            if({IsDead}, {Expected}, since) AS since)
        FROM source_health)
        """;
}
