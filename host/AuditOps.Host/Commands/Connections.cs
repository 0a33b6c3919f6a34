using System.Globalization;
using AuditOps.Kafka;
using AuditOps.Warehouse;

namespace AuditOps.Host.Commands;

/// <summary>
/// How every command reaches Kafka and ClickHouse: the address is an option, the rest comes from environment variables, because secrets on a command line can be read by every
/// user of the machine. <c>AUDITOPS__KAFKA__NAME</c> and <c>AUDITOPS__CLICKHOUSE__NAME</c>; the names are those of the options' properties.
/// </summary>
internal static class Connections
{
    public const string Prefix = "AUDITOPS__";
    public const string KafkaPrefix = Prefix + "KAFKA__";
    public const string ClickHousePrefix = Prefix + "CLICKHOUSE__";

    /// <exception cref="HostException">Variables have values that cannot be read, or options contradict each other; the message names every fault.</exception>
    public static KafkaOptions Kafka(string bootstrap)
    {
        var read = new Variables(KafkaPrefix);
        var standard = new KafkaOptions { BootstrapServers = bootstrap };
        var options = standard with
        {
            Security = read.Choice("SECURITY", standard.Security),
            CaFile = read.Text("CAFILE"),
            CertificateFile = read.Text("CERTIFICATEFILE"),
            KeyFile = read.Text("KEYFILE"),
            SaslMechanism = read.Choice("SASLMECHANISM", standard.SaslMechanism),
            User = read.Text("USER"),
            Password = read.Text("PASSWORD"),
            PasswordFile = read.Text("PASSWORDFILE"),
            ReplicationFactor = (short)read.Number("REPLICATIONFACTOR", standard.ReplicationFactor, short.MaxValue),
            MinInSyncReplicas = (short)read.Number("MININSYNCREPLICAS", standard.MinInSyncReplicas, short.MaxValue),
            Partitions = read.Number("PARTITIONS", standard.Partitions, 1000),
            Compression = read.Choice("COMPRESSION", standard.Compression),
        };
        read.ThrowIfFaulty([.. options.Validate()]);
        return options;
    }

    /// <exception cref="HostException">As for <see cref="Kafka"/>.</exception>
    public static WarehouseOptions Warehouse(string address) => Warehouse(CommonOptions.HttpAddress(address));

    /// <exception cref="HostException">As for <see cref="Kafka"/>.</exception>
    public static WarehouseOptions Warehouse(Uri address)
    {
        var read = new Variables(ClickHousePrefix);
        var standard = new WarehouseOptions { Address = address };
        var options = standard with
        {
            Database = read.Text("DATABASE") ?? standard.Database,
            User = read.Text("USER") ?? standard.User,
            Password = read.Text("PASSWORD"),
            PasswordFile = read.Text("PASSWORDFILE"),
            CaFile = read.Text("CAFILE"),
            Cluster = read.Text("CLUSTER"),
            Retention = TimeSpan.FromDays(read.Number("RETENTIONDAYS", (int)standard.Retention.TotalDays, 100_000)),
        };
        try
        {
            options.Validate();
            read.ThrowIfFaulty([]);
        }
        catch (WarehouseException e)
        {
            read.ThrowIfFaulty([e.Message.TrimEnd('.')]);
        }

        return options;
    }

    /// <summary>Environment variables of one prefix, with what is wrong about them.</summary>
    private sealed class Variables(string prefix)
    {
        private readonly List<string> _faults = [];

        public string? Text(string name) => Environment.GetEnvironmentVariable(prefix + name) is { Length: > 0 } value ? value : null;

        public int Number(string name, int standard, int largest)
        {
            if (Text(name) is not { } text)
                return standard;
            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= largest)
                return number;
            _faults.Add($"{prefix}{name} must be a number from 1 to {largest}");
            return standard;
        }

        public T Choice<T>(string name, T standard)
            where T : struct, Enum
        {
            if (Text(name) is not { } text)
                return standard;
            if (Enum.TryParse<T>(text, ignoreCase: true, out var value) && Enum.IsDefined(value) && !char.IsAsciiDigit(text[0]))
                return value;
            _faults.Add($"{prefix}{name} must be one of {string.Join(", ", Enum.GetNames<T>())}");
            return standard;
        }

        public void ThrowIfFaulty(IReadOnlyList<string> more)
        {
            string[] all = [.. _faults, .. more];
            if (all.Length > 0)
                throw new HostException(string.Join("; ", all) + ".");
        }
    }
}
