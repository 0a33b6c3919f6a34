using Confluent.Kafka;

namespace AuditOps.Streams.Runtime.Kafka;

/// <summary>The error table: which failure of the client calls for which action.</summary>
internal static class KafkaErrors
{
    public static StreamsException Classify(string action, Error error, Exception? inner = null)
    {
        var code = IsRefusal(error.Code) ? StreamsErrorCode.KafkaFatal
            : error.IsFatal ? StreamsErrorCode.KafkaProducerLost
            : StreamsErrorCode.KafkaTransient;
        return new StreamsException(code, $"{action}: {error.Reason} ({error.Code})", inner);
    }

    /// <summary>Errors that only a person can mend.</summary>
    private static bool IsRefusal(ErrorCode code) => code is
        ErrorCode.TopicAuthorizationFailed or ErrorCode.GroupAuthorizationFailed or ErrorCode.ClusterAuthorizationFailed or
        ErrorCode.TransactionalIdAuthorizationFailed or ErrorCode.UnsupportedVersion or ErrorCode.SaslAuthenticationFailed or
        ErrorCode.UnsupportedSaslMechanism or ErrorCode.InconsistentGroupProtocol or ErrorCode.InvalidGroupId or ErrorCode.InvalidSessionTimeout or
        ErrorCode.Local_UnsupportedFeature or ErrorCode.Local_Ssl;
}
