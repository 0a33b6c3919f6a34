namespace AuditOps.Schemas.Contracts;

/// <summary>One normalised audit event: who did what to what, from where, with what outcome. Value of <c>auditops.enriched.v1</c>; feeds the <c>events</c> table.</summary>
public sealed record AuditEvent
{
    /// <summary>Stands for "no usable time": 1970-01-01T00:00:00Z, so that a row's key stays a pure function of the record's bytes.</summary>
    public static readonly DateTimeOffset UnusableTime = DateTimeOffset.UnixEpoch;

    public required string Tenant { get; init; }

    /// <summary>The record id of the envelope.</summary>
    public required string EventId { get; init; }

    /// <summary>Logical source; see <see cref="Sources"/>.</summary>
    public required string Source { get; init; }

    public required WireShape Shape { get; init; }

    /// <summary>The service that wrote the record, in Microsoft's words (Exchange, SharePoint, AzureActiveDirectory, Intune, ...).</summary>
    public required string Workload { get; init; }

    /// <summary>Display category, from the user-editable category file (for example "Sign-in", "Role change").</summary>
    public required string Category { get; init; }

    /// <summary>ECS event.category values that apply (authentication, iam, file, email, configuration, ...).</summary>
    public IReadOnlyList<string> EcsCategories { get; init; } = [];

    /// <summary>The operation as the source names it, trimmed of trailing blanks and a final full stop.</summary>
    public required string Operation { get; init; }

    /// <summary>The source's numeric or textual record type or event code, when there is one (Management API RecordType, sign-in error code).</summary>
    public string? RecordType { get; init; }

    public required Outcome Outcome { get; init; }

    /// <summary>The source's result code, for example an AADSTS number.</summary>
    public string? ResultCode { get; init; }

    /// <summary>The source's words for why it failed or what happened.</summary>
    public string? ResultReason { get; init; }

    public required Actor Actor { get; init; }

    public IReadOnlyList<Target> Targets { get; init; } = [];

    /// <summary>Client address in canonical text (IPv4-mapped IPv6 as IPv4, no brackets, no port); null when absent or not an address.</summary>
    public string? Ip { get; init; }

    /// <summary>Client port, 1 to 65535, when the source gave one.</summary>
    public int? Port { get; init; }

    /// <summary>The address field as written, when it is not the same text as <see cref="Ip"/>.</summary>
    public string? ClientAddress { get; init; }

    public Geo? Geo { get; init; }
    public string? UserAgent { get; init; }
    public App? App { get; init; }

    /// <summary>The resource or API that was accessed (sign-in: resourceDisplayName).</summary>
    public App? Resource { get; init; }

    public Device? Device { get; init; }
    public string? SessionId { get; init; }
    public string? CorrelationId { get; init; }

    /// <summary>The organisation id the record itself names (Entra tenant GUID, lower case).</summary>
    public string? OrganizationId { get; init; }

    /// <summary>When it happened; 100 ns precision where the source has it, UTC.</summary>
    public required DateTimeOffset EventTime { get; init; }

    /// <summary>When the service made the record available, when known.</summary>
    public DateTimeOffset? AvailableAt { get; init; }

    public required DateTimeOffset CollectedAt { get; init; }

    /// <summary>One readable sentence, from the user-editable summary templates.</summary>
    public required string Summary { get; init; }

    /// <summary>Lower-cased text over which full-text search runs.</summary>
    public required string SearchText { get; init; }

    public IReadOnlyList<PropertyChange> Changes { get; init; } = [];

    /// <summary>Further normalised facts by name in snake case (risk_level, client_app, mailbox_owner, conditional_access_status, ...).</summary>
    public IReadOnlyDictionary<string, string> Attributes { get; init; } = EmptyAttributes;

    public EventFlags Flags { get; init; }

    /// <summary>First 16 bytes of SHA-256 of the payload with the source's re-export noise left out; tells a revision from a duplicate.</summary>
    public required ReadOnlyMemory<byte> ContentHash { get; init; }

    /// <summary>The collector or import run.</summary>
    public required string Run { get; init; }

    /// <summary>The payload of the envelope, unchanged.</summary>
    public required ReadOnlyMemory<byte> Raw { get; init; }

    /// <summary>Set on a revision whose event time lies in another hour than that of the content it replaces: that content's hour. Its row then goes.</summary>
    public DateTimeOffset? SupersedesHour { get; init; }

    private static readonly IReadOnlyDictionary<string, string> EmptyAttributes = new Dictionary<string, string>(StringComparer.Ordinal);
}
