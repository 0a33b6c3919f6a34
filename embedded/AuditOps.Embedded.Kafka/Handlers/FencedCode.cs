namespace AuditOps.Embedded.Kafka.Handlers;

/// <summary>PRODUCER_FENCED is younger than the transaction APIs: a client of an older version is given the code it knows for the same thing.</summary>
internal static class FencedCode
{
    public static KafkaError For(KafkaError error, short version, short firstWithCode) =>
        error == KafkaError.ProducerFenced && version < firstWithCode ? KafkaError.InvalidProducerEpoch : error;
}
