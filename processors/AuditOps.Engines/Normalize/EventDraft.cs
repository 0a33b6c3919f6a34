using System.Globalization;
using AuditOps.Engines.Normalize.Text;
using AuditOps.Schemas.Contracts;

namespace AuditOps.Engines.Normalize;

/// <summary>What a mapper fills in. Limits are held here, so that no mapper can forget them; the first value of an attribute or address stays.</summary>
internal sealed class EventDraft
{
    private readonly List<Target> _targets = [];
    private readonly List<PropertyChange> _changes = [];
    private readonly Dictionary<string, string> _attributes = new(StringComparer.Ordinal);
    private readonly List<string> _ecs = [];
    private string? _operation;
    private string? _resultReason;
    private string? _userAgent;

    public string? Workload { get; set; }

    /// <summary>The source's own category word, which the category file may match on.</summary>
    public string? NativeCategory { get; set; }

    public string? RecordType { get; set; }
    public Outcome Outcome { get; set; }
    public string? ResultCode { get; set; }
    public string? ActorId { get; set; }
    public string? ActorUpn { get; set; }
    public string? ActorDisplay { get; set; }
    public string? ActorAppId { get; set; }
    public ActorKind ActorKind { get; set; }
    public string? Ip { get; private set; }
    public int? Port { get; private set; }
    public string? ClientAddress { get; private set; }
    public Geo? Geo { get; set; }
    public App? App { get; set; }
    public App? Resource { get; set; }
    public Device? Device { get; set; }
    public string? SessionId { get; set; }
    public string? CorrelationId { get; set; }
    public string? OrganizationId { get; set; }
    public DateTimeOffset? Time { get; set; }
    public EventFlags Flags { get; set; }

    public IReadOnlyList<Target> Targets => _targets;
    public IReadOnlyList<PropertyChange> Changes => _changes;
    public IReadOnlyDictionary<string, string> Attributes => _attributes;
    public IReadOnlyList<string> EcsCategories => _ecs;

    public string? Operation
    {
        get => _operation;
        set => _operation = Cut(OperationName.Clean(value), NormalizeLimits.Name);
    }

    public string? ResultReason
    {
        get => _resultReason;
        set => _resultReason = Cut(value, NormalizeLimits.Reason);
    }

    public string? UserAgent
    {
        get => _userAgent;
        set => _userAgent = Cut(value, NormalizeLimits.UserAgent);
    }

    /// <summary>Takes the time text when it is usable and none was taken before.</summary>
    public void TakeTime(string? text)
    {
        if (Time is null && text is not null)
            Time = EventTimes.Parse(text);
    }

    /// <summary>Takes the address text when no address was taken before. Junk is kept as written until a real address comes.</summary>
    public void TakeAddress(string? text)
    {
        if (Ip is not null || text is null || Text.ClientAddress.IsPlaceholder(text))
            return;
        var address = Text.ClientAddress.Parse(text);
        if (address.Ip is null)
        {
            ClientAddress ??= Cut(text, NormalizeLimits.Name);
            Flags |= EventFlags.AddressNotIp;
            return;
        }

        Ip = address.Ip;
        Port = address.Port;
        ClientAddress = string.Equals(text, Ip, StringComparison.Ordinal) ? null : text;
        Flags &= ~EventFlags.AddressNotIp;
    }

    public void AddEcs(string category)
    {
        if (!_ecs.Contains(category))
            _ecs.Add(category);
    }

    public void AddTarget(string type, string? id, string? name, string? upn = null)
    {
        if (id is null && name is null && upn is null)
            return;
        if (_targets.Count >= NormalizeLimits.Targets)
        {
            Flags |= EventFlags.Truncated;
            return;
        }

        _targets.Add(new Target { Type = type, Id = Cut(id, NormalizeLimits.Name), Name = Cut(name, NormalizeLimits.Name), Upn = Cut(upn, NormalizeLimits.Name) });
    }

    public void AddChange(string? property, string? old, string? @new)
    {
        if (property is null)
            return;
        if (_changes.Count >= NormalizeLimits.Changes)
        {
            Flags |= EventFlags.Truncated;
            return;
        }

        _changes.Add(new PropertyChange
        {
            Property = Cut(property, NormalizeLimits.Name)!,
            Old = Cut(old, NormalizeLimits.Value),
            New = Cut(@new, NormalizeLimits.Value),
        });
    }

    /// <summary>Notes a fact by its snake-case name.</summary>
    public void Note(string name, string? value)
    {
        if (value is null)
            return;
        if (_attributes.Count >= NormalizeLimits.Attributes)
        {
            Flags |= EventFlags.Truncated;
            return;
        }

        _attributes.TryAdd(name, Cut(value, NormalizeLimits.Attribute)!);
    }

    public void Note(string name, bool? value)
    {
        if (value is { } known)
            Note(name, known ? "true" : "false");
    }

    public void Note(string name, int value) => Note(name, value.ToString(CultureInfo.InvariantCulture));

    /// <summary>Cuts to the limit without splitting a surrogate pair, and says so in the flags.</summary>
    public string? Cut(string? text, int limit)
    {
        if (text is null || text.Length <= limit)
            return text;
        Flags |= EventFlags.Truncated;
        return text[..(char.IsHighSurrogate(text[limit - 1]) ? limit - 1 : limit)];
    }
}
