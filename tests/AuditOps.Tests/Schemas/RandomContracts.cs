using System.Text;
using AuditOps.Schemas.Contracts;

namespace AuditOps.Tests.Schemas;

/// <summary>Seeded contract records with awkward content: empty strings, every plane of Unicode, extreme times and numbers.</summary>
internal sealed partial class RandomContracts(int seed)
{
    private static readonly string[] Alphabets = ["abcdefghijklmnopqrstuvwxyz0123456789.@-_/", "äöüßéñçåø", "日本語監査記録", "😀🚨\u0000\t\n\"\\{}"];
    private readonly Random _random = new(seed);

    public RawEnvelope RawEnvelope() => new()
    {
        Tenant = Text(),
        Source = Text(),
        Shape = Pick<WireShape>(),
        RecordId = Text(),
        CollectedAt = Millis(),
        Run = Text(),
        AvailableAt = Chance() ? Millis() : null,
        Payload = Bytes(_random.Next(0, 3000)),
    };

    public DeadLetter DeadLetter() => new()
    {
        Id = Text(),
        Tenant = Text(),
        Source = Text(),
        Stage = Text(),
        Code = Pick<DeadLetterCode>(),
        Reason = Text(),
        Topic = Optional(),
        Partition = Chance() ? -1 : _random.Next(),
        Offset = Chance() ? -1 : _random.NextInt64(),
        Key = Optional(),
        Origin = Optional(),
        FailedAt = Millis(),
        Run = Text(),
        PayloadLength = _random.NextInt64(),
        PayloadSha256 = Text(),
        Payload = Bytes(_random.Next(0, 300)),
        CollectedAt = Chance() ? Millis() : null,
    };

    public SinkPlan SinkPlan() => new()
    {
        Sink = Text(),
        Topic = Text(),
        Token = Text(),
        Ranges = Many(() => new SinkRange(_random.Next(), _random.NextInt64(), _random.NextInt64(), _random.Next())),
        Records = _random.Next(),
        PlannedAt = Millis(),
        Counts = Many(() => new SinkPlanCount(_random.Next(), Text(), Text(), Millis(), _random.Next())),
        Pieces = Many(() => new SinkPiece(_random.Next(), _random.NextInt64(), _random.Next(), _random.NextInt64(), Chance())),
    };

    public SourceHealth SourceHealth() => new()
    {
        Tenant = Text(),
        Source = Text(),
        Reporter = Text(),
        State = Pick<HealthState>(),
        Since = Millis(),
        Code = Optional(),
        Error = Optional(),
        WhatToDo = Optional(),
        LastAttemptAt = Chance() ? Millis() : null,
        LastSuccessAt = Chance() ? Millis() : null,
        LastRecordAt = Chance() ? Millis() : null,
        NextRunAt = Chance() ? Millis() : null,
        LagSeconds = Number(),
        ThrottledSeconds = _random.NextDouble() * 1e6,
        Gaps = Many(() => new HealthGap(Millis(), Millis(), Text(), Chance() ? _random.Next() : null)),
        UpdatedAt = Millis(),
    };

    public CompletenessCount CompletenessCount() => new()
    {
        Tenant = Text(),
        Source = Text(),
        Hour = AuditOps.Schemas.Contracts.CompletenessCount.HourOf(Millis()),
        Stage = Pick<CompletenessStage>(),
        Collected = _random.NextInt64(),
        Published = _random.Next(),
        Admitted = _random.Next(),
        Duplicates = _random.Next(),
        Revisions = _random.Next(),
        DeadLettered = _random.Next(),
        Stored = _random.Next(),
        LettersStored = _random.Next(),
        Evicted = _random.NextInt64(),
        Expired = _random.NextInt64(),
        At = Millis(),
    };

    public AuditEvent AuditEvent() => new()
    {
        Tenant = Text(),
        EventId = Text(),
        Source = Text(),
        Shape = Pick<WireShape>(),
        Workload = Text(),
        Category = Text(),
        EcsCategories = Many(Text),
        Operation = Text(),
        RecordType = Optional(),
        Outcome = Pick<Outcome>(),
        ResultCode = Optional(),
        ResultReason = Optional(),
        Actor = new Actor { Key = Text(), Id = Optional(), Upn = Optional(), Display = Optional(), Kind = Pick<ActorKind>() },
        Targets = Many(() => new Target { Type = Text(), Id = Optional(), Name = Optional(), Upn = Optional() }),
        Ip = Optional(),
        Port = Chance() ? null : _random.Next(),
        ClientAddress = Optional(),
        Geo = Chance() ? null : new Geo { Country = Optional(), State = Optional(), City = Optional(), Latitude = Number(), Longitude = Number() },
        UserAgent = Optional(),
        App = Chance() ? null : new App { Id = Optional(), Name = Optional() },
        Resource = Chance() ? null : new App { Id = Optional(), Name = Optional() },
        Device = Chance()
            ? null
            : new Device
            {
                Id = Optional(),
                Name = Optional(),
                OperatingSystem = Optional(),
                Browser = Optional(),
                TrustType = Optional(),
                IsCompliant = Chance() ? null : Chance(),
                IsManaged = Chance() ? null : Chance(),
            },
        SessionId = Optional(),
        CorrelationId = Optional(),
        OrganizationId = Optional(),
        EventTime = Ticks(),
        AvailableAt = Chance() ? Millis() : null,
        CollectedAt = Millis(),
        Summary = Text(),
        SearchText = Text(),
        Changes = Many(() => new PropertyChange { Property = Text(), Old = Optional(), New = Optional() }),
        Attributes = Attributes(),
        Flags = (EventFlags)_random.Next(0, 256),
        ContentHash = Bytes(16),
        Run = Text(),
        Raw = Bytes(_random.Next(0, 3000)),
        SupersedesHour = Chance() ? Millis() : null,
    };

    private bool Chance() => _random.Next(2) == 0;

    private string? Optional() => Chance() ? null : Text();

    private string Text()
    {
        var text = new StringBuilder();
        var alphabet = Alphabets[_random.Next(Alphabets.Length)].EnumerateRunes().ToArray();
        for (var left = _random.Next(0, _random.Next(4) == 0 ? 200 : 12); left > 0; left--)
            text.Append(alphabet[_random.Next(alphabet.Length)]);
        return text.ToString();
    }

    private byte[] Bytes(int length)
    {
        var bytes = new byte[length];
        _random.NextBytes(bytes);
        return bytes;
    }

    private double? Number() => _random.Next(5) switch
    {
        0 => null,
        1 => double.MaxValue,
        2 => -0.0,
        3 => double.PositiveInfinity,
        _ => (_random.NextDouble() - 0.5) * 360,
    };

    private T Pick<T>()
        where T : struct, Enum
    {
        var values = Enum.GetValues<T>();
        return values[_random.Next(values.Length)];
    }

    private DateTimeOffset Ticks() => _random.Next(10) switch
    {
        0 => DateTimeOffset.MinValue,
        1 => DateTimeOffset.MaxValue,
        2 => DateTimeOffset.UnixEpoch,
        _ => new DateTimeOffset(_random.NextInt64(DateTimeOffset.MaxValue.Ticks), TimeSpan.Zero),
    };

    private DateTimeOffset Millis() => DateTimeOffset.FromUnixTimeMilliseconds(Ticks().ToUnixTimeMilliseconds());

    private T[] Many<T>(Func<T> next)
    {
        var items = new T[_random.Next(0, 5)];
        for (var i = 0; i < items.Length; i++)
            items[i] = next();
        return items;
    }

    private Dictionary<string, string> Attributes()
    {
        var attributes = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var left = _random.Next(0, 6); left > 0; left--)
            attributes[Text()] = Text();
        return attributes;
    }
}
