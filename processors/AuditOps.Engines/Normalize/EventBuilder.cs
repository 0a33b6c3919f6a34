using System.Collections.Frozen;
using AuditOps.Engines.Normalize.Rules;
using AuditOps.Schemas.Contracts;

namespace AuditOps.Engines.Normalize;

/// <summary>Finishes a draft: actor key, organisation check, category, summary, search text, flags.</summary>
internal sealed class EventBuilder
{
    private const string NoIdPrefix = "sha256-128:";
    private const string NoOperation = "Event";
    private const string NoWorkload = "Other";
    private static readonly TimeSpan Future = TimeSpan.FromDays(1);

    private readonly EventRules _rules;
    private readonly FrozenDictionary<string, FrozenSet<string>> _organizations;

    public EventBuilder(NormalizeOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _rules = new EventRules(options.Categories, options.Summaries);
        var organizations = new Dictionary<string, FrozenSet<string>>(StringComparer.Ordinal);
        foreach (var (tenant, ids) in options.Organizations)
            organizations[tenant] = ids.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
        _organizations = organizations.ToFrozenDictionary(StringComparer.Ordinal);
    }

    public AuditEvent Build(RawEnvelope envelope, EventDraft draft, ReadOnlyMemory<byte> contentHash)
    {
        var actor = ActorKeys.Build(draft, envelope.RecordId);
        var operation = draft.Operation ?? draft.NativeCategory ?? NoOperation;
        var workload = draft.Cut(draft.Workload, NormalizeLimits.Name) ?? NoWorkload;
        var organization = draft.Cut(draft.OrganizationId, NormalizeLimits.Name)?.ToLowerInvariant();
        var recordType = draft.Cut(draft.RecordType, NormalizeLimits.Name);
        var rule = _rules.For(new RuleInput(envelope.Source, workload, draft.NativeCategory ?? string.Empty, operation, recordType ?? string.Empty, draft.Outcome));
        var facts = new SummaryFacts(draft, actor, operation, workload, rule.Category);
        var summary = draft.Cut(rule.Summary.Render(facts), NormalizeLimits.Summary)!;
        var search = SearchTexts.Build(facts, organization, summary);
        return new AuditEvent
        {
            Tenant = envelope.Tenant,
            EventId = envelope.RecordId,
            Source = envelope.Source,
            Shape = envelope.Shape,
            Workload = workload,
            Category = rule.Category,
            EcsCategories = draft.EcsCategories,
            Operation = operation,
            RecordType = recordType,
            Outcome = draft.Outcome,
            ResultCode = draft.Cut(draft.ResultCode, NormalizeLimits.Name),
            ResultReason = draft.ResultReason,
            Actor = actor,
            Targets = draft.Targets,
            Ip = draft.Ip,
            Port = draft.Port,
            ClientAddress = draft.ClientAddress,
            Geo = draft.Geo,
            UserAgent = draft.UserAgent,
            App = draft.App,
            Resource = draft.Resource,
            Device = draft.Device,
            SessionId = draft.Cut(draft.SessionId, NormalizeLimits.Name),
            CorrelationId = draft.Cut(draft.CorrelationId, NormalizeLimits.Name),
            OrganizationId = organization,
            EventTime = draft.Time ?? AuditEvent.UnusableTime,
            AvailableAt = envelope.AvailableAt,
            CollectedAt = envelope.CollectedAt,
            Summary = summary,
            SearchText = search,
            Changes = draft.Changes,
            Attributes = draft.Attributes,
            Flags = Flags(envelope, draft, organization),
            ContentHash = contentHash,
            Run = envelope.Run,
            Raw = envelope.Payload,
        };
    }

    private EventFlags Flags(RawEnvelope envelope, EventDraft draft, string? organization)
    {
        var flags = draft.Flags;
        if (draft.Time is null)
            flags |= EventFlags.TimeUnusable;
        else if (draft.Time - envelope.CollectedAt > Future)
            flags |= EventFlags.TimeInFuture;
        if (envelope.RecordId.StartsWith(NoIdPrefix, StringComparison.Ordinal))
            flags |= EventFlags.NoRecordId;
        if (organization is not null && _organizations.TryGetValue(envelope.Tenant, out var own) && own.Count > 0 && !own.Contains(organization))
            flags |= EventFlags.ForeignOrganization;
        return flags;
    }
}
