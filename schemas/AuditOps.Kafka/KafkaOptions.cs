using System.Text;

namespace AuditOps.Kafka;

/// <summary>Where the Kafka cluster is, how to get in, and how its topics are laid out.</summary>
public sealed record KafkaOptions
{
    /// <summary>One or more <c>host:port</c>, separated by commas.</summary>
    public required string BootstrapServers { get; init; }

    /// <summary>Protection of the connections. Default plaintext, which fits the embedded broker only.</summary>
    public KafkaSecurity Security { get; init; } = KafkaSecurity.Plaintext;

    /// <summary>PEM file with the certificate authorities to trust; default: those of the system.</summary>
    public string? CaFile { get; init; }

    /// <summary>PEM file with the client's certificate, where the cluster asks for one. Needs <see cref="KeyFile"/>.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>PEM file with the key of <see cref="CertificateFile"/>.</summary>
    public string? KeyFile { get; init; }

    /// <summary>SASL mechanism. Default SCRAM-SHA-512.</summary>
    public KafkaSaslMechanism SaslMechanism { get; init; } = KafkaSaslMechanism.ScramSha512;

    /// <summary>SASL user.</summary>
    public string? User { get; init; }

    /// <summary>SASL password; never logged. <see cref="PasswordFile"/> is the better place for it.</summary>
    public string? Password { get; init; }

    /// <summary>File that holds the SASL password; a line end after it is ignored. Read each time a client is made, so a rotated one is picked up.</summary>
    public string? PasswordFile { get; init; }

    /// <summary>Replicas of each topic's partitions. Default 1; 3 on a real cluster.</summary>
    public short ReplicationFactor { get; init; } = 1;

    /// <summary>Replicas that must have a record before it counts as written (min.insync.replicas). Default 1; 2 where there are three.</summary>
    public short MinInSyncReplicas { get; init; } = 1;

    /// <summary>Partitions of every keyed topic; one number for all of them, because their partitions are processed together. Default 4.</summary>
    public int Partitions { get; init; } = 4;

    /// <summary>Compression of produced batches. Default lz4.</summary>
    public KafkaCompression Compression { get; init; } = KafkaCompression.Lz4;

    /// <summary>How long a producer gathers records into a request. Default 5 ms.</summary>
    public TimeSpan Linger { get; init; } = TimeSpan.FromMilliseconds(5);

    /// <summary>Silence after which a group gives a consumer's partitions away. Default 10 s.</summary>
    public TimeSpan SessionTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long a consumer may go without asking for records before its group gives its partitions away. Default 5 min. Whoever waits for something longer keeps asking, with
    /// its partitions paused.
    /// </summary>
    public TimeSpan MaxPollInterval { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long an administrative request may take, finding a broker included. Default 30 s.</summary>
    public TimeSpan AdminTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Every fault of these options; empty when they are good.</summary>
    public IReadOnlyList<string> Validate()
    {
        var faults = new List<string>();
        Require(!string.IsNullOrWhiteSpace(BootstrapServers), "the bootstrap servers are missing");
        Require((CertificateFile is null) == (KeyFile is null), "a client certificate and its key must be given together");
        Require(Security != KafkaSecurity.Plaintext || (CaFile ?? CertificateFile) is null, "certificate files are given, but the connection is plaintext");
        Require(CaFile is null || File.Exists(CaFile), $"the CA file {CaFile} does not exist");
        Require(CertificateFile is null || File.Exists(CertificateFile), $"the certificate file {CertificateFile} does not exist");
        Require(KeyFile is null || File.Exists(KeyFile), $"the key file {KeyFile} does not exist");
        Require(PasswordFile is null || File.Exists(PasswordFile), $"the password file {PasswordFile} does not exist");
        Require(Password is null || PasswordFile is null, "a password and a password file are given; give one");
        var hasSecret = !string.IsNullOrEmpty(User) && (Password ?? PasswordFile) is not null;
        Require(Security != KafkaSecurity.SaslSsl || hasSecret, "SASL needs a user and a password or password file");
        Require(Security == KafkaSecurity.SaslSsl || (User ?? Password ?? PasswordFile) is null, "a user or password is given, but the security is not SASL");
        Require(ReplicationFactor >= 1, "the replication factor must be at least 1");
        Require(MinInSyncReplicas >= 1 && MinInSyncReplicas <= ReplicationFactor, "min.insync.replicas must lie between 1 and the replication factor");
        Require(Partitions is >= 1 and <= 1000, "the partitions must lie between 1 and 1000");
        Require(Linger >= TimeSpan.Zero && Linger <= TimeSpan.FromSeconds(10), "the linger must lie between 0 and 10 s");
        Require(SessionTimeout >= TimeSpan.FromSeconds(1) && SessionTimeout <= TimeSpan.FromMinutes(5), "the session timeout must lie between 1 s and 5 min");
        Require(MaxPollInterval >= SessionTimeout && MaxPollInterval <= TimeSpan.FromDays(1), "the longest poll interval must lie between the session timeout and 1 d");
        Require(AdminTimeout >= TimeSpan.FromSeconds(1) && AdminTimeout <= TimeSpan.FromMinutes(10), "the admin timeout must lie between 1 s and 10 min");
        return faults;

        void Require(bool holds, string fault)
        {
            if (!holds)
                faults.Add(fault);
        }
    }

    /// <exception cref="KafkaAccessException">The options have faults; the message names all of them.</exception>
    public void EnsureValid()
    {
        var faults = Validate();
        if (faults.Count > 0)
            throw new KafkaAccessException(KafkaErrorCode.OptionsInvalid, $"The Kafka options are not usable: {string.Join("; ", faults)}.");
    }

    // What a record prints of itself ends up in logs and test output; the password must not.
    private bool PrintMembers(StringBuilder text)
    {
        text.Append("BootstrapServers = ").Append(BootstrapServers).Append(", Security = ").Append(Security).Append(", User = ").Append(User);
        return true;
    }
}
