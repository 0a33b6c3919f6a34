using AuditOps.Engines.Sigma.Model;
using AuditOps.Schemas.Contracts;

namespace AuditOps.Engines.Sigma.Fields;

/// <summary>What a kind of record is in Sigma's terms: the log sources whose rules are asked about it. A record may be several, a mailbox record for example m365/audit and m365/exchange.</summary>
public sealed class EventRoute
{
    /// <summary>The product name under which rules of our own address every record; the service is then the source.</summary>
    public const string OwnProduct = "auditops";

    internal EventRoute(string source, IReadOnlyList<string> workloads, IReadOnlyList<string> recordTypes, IReadOnlyList<LogSource> logSources)
    {
        Source = source;
        Workloads = workloads;
        RecordTypes = recordTypes;
        LogSources = [.. logSources, new LogSource(null, OwnProduct, source)];
    }

    /// <summary>See <see cref="Sources"/>.</summary>
    public string Source { get; }

    /// <summary>Only records of these workloads; empty for all.</summary>
    public IReadOnlyList<string> Workloads { get; }

    /// <summary>Only records of these types; empty for all.</summary>
    public IReadOnlyList<string> RecordTypes { get; }

    public IReadOnlyList<LogSource> LogSources { get; }

    /// <summary>Number among the routes of its map.</summary>
    internal int Index { get; set; }

    internal bool Takes(SigmaRule rule)
    {
        foreach (var source in LogSources)
        {
            if (source.Fits(rule.LogSource))
                return true;
        }

        return false;
    }

    internal bool Takes(AuditEvent record) => record.Source == Source
        && (Workloads.Count == 0 || Workloads.Contains(record.Workload, StringComparer.OrdinalIgnoreCase))
        && (RecordTypes.Count == 0 || (record.RecordType is { } type && RecordTypes.Contains(type, StringComparer.Ordinal)));
}
