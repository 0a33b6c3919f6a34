using AuditOps.Kafka;
using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace AuditOps.Tests.Kafka;

public sealed class KafkaOptionsTests
{
    private static readonly KafkaOptions Plain = new() { BootstrapServers = "127.0.0.1:1" };

    [Fact]
    public void The_defaults_are_usable() => Assert.Empty(Plain.Validate());

    [Fact]
    public void All_faults_are_named_at_once()
    {
        var options = new KafkaOptions
        {
            BootstrapServers = " ",
            Security = KafkaSecurity.SaslSsl,
            CaFile = "/nowhere/ca.pem",
            CertificateFile = "/nowhere/cert.pem",
            ReplicationFactor = 1,
            MinInSyncReplicas = 2,
            Partitions = 0,
        };
        var error = Assert.Throws<KafkaAccessException>(options.EnsureValid);
        Assert.Equal(KafkaErrorCode.OptionsInvalid, error.Code);
        foreach (var part in new[] { "bootstrap", "/nowhere/ca.pem", "together", "SASL needs", "min.insync.replicas", "partitions" })
            Assert.Contains(part, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Credentials_without_sasl_are_a_fault_because_they_would_go_unused() =>
        Assert.Single((Plain with { User = "u", Password = "p" }).Validate());

    [Fact]
    public void The_password_is_not_part_of_the_text_of_the_options()
    {
        var options = Plain with { Security = KafkaSecurity.SaslSsl, User = "u", Password = "s3cret" };
        Assert.DoesNotContain("s3cret", options.ToString(), StringComparison.Ordinal);
        Assert.Contains("127.0.0.1:1", options.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_password_file_is_read_without_its_line_end_and_the_mechanism_is_passed_on()
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, "pass word\r\n");
            var factory = Factory(Plain with { Security = KafkaSecurity.SaslSsl, User = "u", PasswordFile = file, SaslMechanism = KafkaSaslMechanism.ScramSha256 });
            var config = factory.Connection();
            Assert.Equal("pass word", config.SaslPassword);
            Assert.Equal(SaslMechanism.ScramSha256, config.SaslMechanism);
            Assert.Equal(SecurityProtocol.SaslSsl, config.SecurityProtocol);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void A_producer_waits_for_all_replicas_and_a_consumer_sees_committed_records_and_ends()
    {
        var factory = Factory(Plain);
        var producer = factory.ProducerConfig("p");
        Assert.Equal(Acks.All, producer.Acks);
        Assert.True(producer.EnableIdempotence);
        Assert.Equal(CompressionType.Lz4, producer.CompressionType);
        var consumer = factory.ConsumerConfig("g", "c", AutoOffsetReset.Earliest);
        Assert.Equal(IsolationLevel.ReadCommitted, consumer.IsolationLevel);
        Assert.False(consumer.EnableAutoCommit);
        Assert.True(consumer.EnablePartitionEof);
        Assert.Equal(10_000, consumer.SessionTimeoutMs);
    }

    [Fact]
    public void The_native_library_takes_every_security_setting()
    {
        // Building a client makes librdkafka check its configuration; a build without TLS or SASL would refuse it.
        foreach (var mechanism in Enum.GetValues<KafkaSaslMechanism>())
        {
            using var admin = Factory(Plain with { Security = KafkaSecurity.SaslSsl, User = "u", Password = "p", SaslMechanism = mechanism }).Admin("a");
            Assert.NotEmpty(admin.Name);
        }

        using var producer = Factory(Plain with { Compression = KafkaCompression.Zstd }).Producer("p");
        Assert.NotEmpty(producer.Name);
        using var consumer = Factory(Plain).Consumer("g", "c", AutoOffsetReset.Latest);
        Assert.NotEmpty(consumer.Name);
    }

    private static KafkaClientFactory Factory(KafkaOptions options) => new(options, NullLoggerFactory.Instance);
}
