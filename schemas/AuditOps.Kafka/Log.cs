using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace AuditOps.Kafka;

/// <summary>Log messages of this project: event ids 900 to 999.</summary>
internal static partial class Log
{
    [LoggerMessage(EventId = 901, Message = "Kafka client {Client}: {Facility}: {Text}")]
    public static partial void ClientMessage(ILogger logger, LogLevel level, string client, string facility, string text);

    [LoggerMessage(902, LogLevel.Warning, "Kafka client {Client} reports {Code}: {Reason}")]
    public static partial void ClientError(ILogger logger, string client, ErrorCode code, string reason);

    [LoggerMessage(903, LogLevel.Error, "Kafka client {Client} cannot go on, {Code}: {Reason}")]
    public static partial void ClientFatal(ILogger logger, string client, ErrorCode code, string reason);

    [LoggerMessage(904, LogLevel.Information, "Created topic {Topic} with {Partitions} partitions")]
    public static partial void TopicCreated(ILogger logger, string topic, int partitions);

    [LoggerMessage(905, LogLevel.Warning, "Topic {Topic} was extended from {Before} to {After} partitions: from now on a key may lie in another partition than before")]
    public static partial void TopicExtended(ILogger logger, string topic, int before, int after);

    [LoggerMessage(906, LogLevel.Warning, "Topic {Topic}: {Setting} is {Actual}, should be {Wanted}")]
    public static partial void TopicDrift(ILogger logger, string topic, string setting, string actual, string wanted);

    [LoggerMessage(907, LogLevel.Information, "Published {Count} schemas")]
    public static partial void SchemasPublished(ILogger logger, int count);

    [LoggerMessage(908, LogLevel.Error, "The schema at offset {Offset} of {Topic} is not usable, records written with it cannot be read: {Reason}")]
    public static partial void SchemaUnusable(ILogger logger, long offset, string topic, string reason);

    [LoggerMessage(909, LogLevel.Warning, "Reading {Topic} failed, trying again: {Reason}")]
    public static partial void SchemaReadFailed(ILogger logger, string topic, string reason);

    [LoggerMessage(910, LogLevel.Critical, "The reader of {Topic} stopped: {Reason}")]
    public static partial void SchemaReaderStopped(ILogger logger, string topic, string reason);

    [LoggerMessage(911, LogLevel.Warning, "A transaction of {Id} with {Records} records was aborted and is tried again: {Reason}")]
    public static partial void TransactionAborted(ILogger logger, string id, int records, string reason);

    [LoggerMessage(912, LogLevel.Warning, "The producer of {Id} is replaced: {Reason}")]
    public static partial void ProducerLost(ILogger logger, string id, string reason);
}
