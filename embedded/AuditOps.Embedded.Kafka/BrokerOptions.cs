using System.Net;
using AuditOps.Embedded.Kafka.Storage;

namespace AuditOps.Embedded.Kafka;

/// <summary>Settings of the embedded broker.</summary>
public sealed record BrokerOptions
{
    /// <summary>Directory of topics, logs and offsets; created when absent, held by one process.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>Address to listen on. Default loopback: the broker has no TLS, and on <see cref="Port"/> it asks nobody who they are.</summary>
    public IPAddress Listen { get; init; } = IPAddress.Loopback;

    /// <summary>TCP port; 0 takes any free one. Default 9092.</summary>
    public int Port { get; init; } = 9092;

    /// <summary>A second TCP port, on which clients log in with SCRAM-SHA-256 or SCRAM-SHA-512 (SASL_PLAINTEXT); 0 takes any free one. Default null: there is none.</summary>
    public int? SaslPort { get; init; }

    /// <summary>Principals that may do everything whatever the access control lists say, as User:NAME; who does not log in is User:ANONYMOUS. Default none.</summary>
    public IReadOnlyList<string> SuperUsers { get; init; } = [];

    /// <summary>Whether everybody may do everything with what no access control list speaks of (Apache Kafka's allow.everyone.if.no.acl.found). Default yes; Apache Kafka's is no.</summary>
    public bool AllowEveryoneIfNoAclFound { get; init; } = true;

    /// <summary>Host name given to clients as the broker's address. Default: the listen address.</summary>
    public string? AdvertisedHost { get; init; }

    /// <summary>Partitions of a topic made without saying how many. Default 4.</summary>
    public int DefaultPartitions { get; init; } = 4;

    /// <summary>Whether asking for an unknown topic makes it. Default no: a typing error should not become a topic.</summary>
    public bool AutoCreateTopics { get; init; }

    /// <summary>Whether a replication factor above 1 is taken as 1 instead of refused. Default yes, so that the same provisioning runs against clusters.</summary>
    public bool ClampReplicationFactor { get; init; } = true;

    /// <summary>What an acknowledgement waits for. Default <see cref="FlushPolicy.Group"/>: the disk.</summary>
    public FlushPolicy FlushPolicy { get; init; } = FlushPolicy.Group;

    /// <summary>Time between flushes under <see cref="FlushPolicy.Interval"/>. Default 100 ms.</summary>
    public TimeSpan FlushInterval { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How long a group's first rebalance waits for more members; extended while they come. Default 0; Apache Kafka's is 3 s.</summary>
    public TimeSpan GroupInitialRebalanceDelay { get; init; }

    /// <summary>Smallest session timeout a group member may ask for. Default 1 s; Apache Kafka's is 6 s.</summary>
    public TimeSpan MinSessionTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Largest session timeout a group member may ask for. Default 30 min.</summary>
    public TimeSpan MaxSessionTimeout { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>Members a group may have. Default 1000.</summary>
    public int MaxGroupMembers { get; init; } = 1000;

    /// <summary>How long committed offsets outlive the group's last member. Default 7 days.</summary>
    public TimeSpan OffsetRetention { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Longest transaction timeout a producer may ask for. Default 15 min, as Apache Kafka.</summary>
    public TimeSpan MaxTransactionTimeout { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Time after which an unused transactional id is forgotten. Default 7 days.</summary>
    public TimeSpan TransactionalIdExpiration { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Largest request, bytes. A larger one ends its connection. Default 100 MiB.</summary>
    public int MaxRequestBytes { get; init; } = 100 * 1024 * 1024;

    /// <summary>Bytes that requests above 64 KiB may hold together; more wait unread until there is room. Default 256 MiB.</summary>
    public long MaxRequestBytesInFlight { get; init; } = 256L * 1024 * 1024;

    /// <summary>Largest record batch, bytes (default of the topic config max.message.bytes). Default 1 048 588, as Apache Kafka.</summary>
    public int MaxMessageBytes { get; init; } = 1_048_588;

    /// <summary>Most record bytes in one fetch answer, whatever the client asks. The first batch is always given whole. Default 2 MiB: an answer that stays in the cache between being read and being sent; with 16 MiB a client reading everything gets about half as much.</summary>
    public int MaxFetchBytes { get; init; } = 2 * 1024 * 1024;

    /// <summary>Connections open at a time; further ones are closed at once. Default 1000.</summary>
    public int MaxConnections { get; init; } = 1000;

    /// <summary>Time a request may take to arrive, and an answer to be taken. Default 60 s.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Time after which a silent connection is closed. Default 10 min.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Age after which closed segments may go (default of the topic config retention.ms). Default 7 days.</summary>
    public TimeSpan Retention { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Bytes per partition above which the oldest segments may go (default of retention.bytes). Default -1: no limit.</summary>
    public long RetentionBytes { get; init; } = -1;

    /// <summary>Bytes after which a segment is rolled (default of segment.bytes). Default 128 MiB.</summary>
    public int SegmentBytes { get; init; } = 128 * 1024 * 1024;

    /// <summary>Free disk bytes below which produce is refused with a clear error. Default 512 MiB.</summary>
    public long MinFreeDiskBytes { get; init; } = 512L * 1024 * 1024;

    /// <summary>Time between two rounds of compaction. Default 15 s.</summary>
    public TimeSpan HousekeepingInterval { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Time between two rounds of retention; records older than the retention live up to that much longer. Default 1 min.</summary>
    public TimeSpan RetentionInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>All settings that are out of range, one sentence each; empty when all is well.</summary>
    public IReadOnlyList<string> Validate()
    {
        List<string> errors = [];
        Check(!string.IsNullOrWhiteSpace(DataDirectory), "DataDirectory must be set.");
        Check(Port is >= 0 and <= 65535, $"Port must be 0 to 65535, not {Port}.");
        Check(SaslPort is null or (>= 0 and <= 65535), $"SaslPort must be 0 to 65535, not {SaslPort}.");
        Check(SaslPort is null or 0 || SaslPort != Port, "SaslPort must differ from Port.");
        foreach (var user in SuperUsers) Check(user.IndexOf(':', StringComparison.Ordinal) is > 0, $"A super user must look like User:NAME, not '{user}'.");
        Check(AdvertisedHost is null || AdvertisedHost.Length is > 0 and <= 255, "AdvertisedHost must be 1 to 255 characters.");
        Check(DefaultPartitions is >= 1 and <= 1000, $"DefaultPartitions must be 1 to 1000, not {DefaultPartitions}.");
        Check(FlushInterval > TimeSpan.Zero, "FlushInterval must be positive.");
        Check(GroupInitialRebalanceDelay >= TimeSpan.Zero, "GroupInitialRebalanceDelay must not be negative.");
        Check(MinSessionTimeout > TimeSpan.Zero && MinSessionTimeout <= MaxSessionTimeout, "MinSessionTimeout must be positive and at most MaxSessionTimeout.");
        Check(MaxGroupMembers >= 1, "MaxGroupMembers must be at least 1.");
        Check(OffsetRetention > TimeSpan.Zero, "OffsetRetention must be positive.");
        Check(MaxTransactionTimeout > TimeSpan.Zero, "MaxTransactionTimeout must be positive.");
        Check(TransactionalIdExpiration > TimeSpan.Zero, "TransactionalIdExpiration must be positive.");
        Check(MaxRequestBytes >= 1024, "MaxRequestBytes must be at least 1024.");
        Check(MaxRequestBytesInFlight >= MaxRequestBytes, "MaxRequestBytesInFlight must be at least MaxRequestBytes.");
        Check(MaxMessageBytes >= 1024 && MaxMessageBytes <= MaxRequestBytes, "MaxMessageBytes must be at least 1024 and at most MaxRequestBytes.");
        Check(MaxFetchBytes >= 1024, "MaxFetchBytes must be at least 1024.");
        Check(MaxConnections >= 1, "MaxConnections must be at least 1.");
        Check(RequestTimeout > TimeSpan.Zero && IdleTimeout > TimeSpan.Zero, "RequestTimeout and IdleTimeout must be positive.");
        Check(SegmentBytes >= 1024, "SegmentBytes must be at least 1024.");
        Check(RetentionBytes >= -1, "RetentionBytes must be -1 or more.");
        Check(HousekeepingInterval > TimeSpan.Zero, "HousekeepingInterval must be positive.");
        Check(RetentionInterval > TimeSpan.Zero, "RetentionInterval must be positive.");
        return errors;

        void Check(bool holds, string error)
        {
            if (!holds) errors.Add(error);
        }
    }

    internal LogStoreOptions ToStoreOptions() => new()
    {
        Directory = DataDirectory,
        FlushPolicy = FlushPolicy,
        FlushInterval = FlushInterval,
        MaxMessageBytes = MaxMessageBytes,
        Retention = Retention,
        RetentionBytes = RetentionBytes,
        SegmentBytes = SegmentBytes,
        MinFreeDiskBytes = MinFreeDiskBytes,
        HousekeepingInterval = HousekeepingInterval,
        RetentionInterval = RetentionInterval,
    };
}
