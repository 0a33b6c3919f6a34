using Confluent.Kafka;

namespace AuditOps.Processors.Sinks;

internal static class SinkErrors
{
    /// <summary>The place to read from is not there any more.</summary>
    public static bool IsOutOfRange(ErrorCode code) => code is ErrorCode.Local_AutoOffsetReset or ErrorCode.OffsetOutOfRange;

    /// <summary>What no repeat mends: a person has to.</summary>
    public static bool IsRefusal(ErrorCode code) => code is
        ErrorCode.TopicAuthorizationFailed or ErrorCode.GroupAuthorizationFailed or ErrorCode.ClusterAuthorizationFailed or
        ErrorCode.TransactionalIdAuthorizationFailed or ErrorCode.SaslAuthenticationFailed or ErrorCode.UnsupportedVersion or ErrorCode.InvalidGroupId;
}
