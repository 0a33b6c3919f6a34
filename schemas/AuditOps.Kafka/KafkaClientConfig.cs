using Confluent.Kafka;

namespace AuditOps.Kafka;

/// <summary>Our options in librdkafka's terms (its CONFIGURATION.md).</summary>
internal static class KafkaClientConfig
{
    public static ClientConfig Connection(KafkaOptions options)
    {
        var config = new ClientConfig
        {
            BootstrapServers = options.BootstrapServers,
            SecurityProtocol = options.Security switch
            {
                KafkaSecurity.Ssl => SecurityProtocol.Ssl,
                KafkaSecurity.SaslSsl => SecurityProtocol.SaslSsl,
                _ => SecurityProtocol.Plaintext,
            },
            SocketKeepaliveEnable = true,
            // A broker that restarts is found again within a second or two instead of ten.
            ReconnectBackoffMaxMs = 2_000,
        };
        if (options.Security == KafkaSecurity.Plaintext)
            return config;
        config.SslCaLocation = options.CaFile;
        config.SslCertificateLocation = options.CertificateFile;
        config.SslKeyLocation = options.KeyFile;
        if (options.Security == KafkaSecurity.SaslSsl)
        {
            config.SaslMechanism = options.SaslMechanism switch
            {
                KafkaSaslMechanism.Plain => SaslMechanism.Plain,
                KafkaSaslMechanism.ScramSha256 => SaslMechanism.ScramSha256,
                _ => SaslMechanism.ScramSha512,
            };
            config.SaslUsername = options.User;
            config.SaslPassword = options.Password ?? ReadPassword(options.PasswordFile!);
        }

        return config;
    }

    public static CompressionType Compression(KafkaCompression compression) => compression switch
    {
        KafkaCompression.None => CompressionType.None,
        KafkaCompression.Zstd => CompressionType.Zstd,
        _ => CompressionType.Lz4,
    };

    private static string ReadPassword(string file)
    {
        try
        {
            return File.ReadAllText(file).TrimEnd('\r', '\n');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new KafkaAccessException(KafkaErrorCode.OptionsInvalid, $"The Kafka password file {file} cannot be read.", e);
        }
    }
}
