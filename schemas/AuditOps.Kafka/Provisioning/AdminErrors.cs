using Confluent.Kafka;

namespace AuditOps.Kafka.Provisioning;

/// <summary>Errors of the administrative client in our terms.</summary>
internal static class AdminErrors
{
    public static KafkaAccessException From(string what, KafkaException e)
    {
        var code = e.Error.Code switch
        {
            ErrorCode.Local_Transport or ErrorCode.Local_AllBrokersDown or ErrorCode.Local_TimedOut or ErrorCode.Local_Resolve => KafkaErrorCode.Unreachable,
            ErrorCode.Local_Authentication or ErrorCode.SaslAuthenticationFailed or ErrorCode.TopicAuthorizationFailed or ErrorCode.ClusterAuthorizationFailed or ErrorCode.Local_Ssl => KafkaErrorCode.Refused,
            _ => KafkaErrorCode.ProvisioningFailed,
        };
        return new KafkaAccessException(code, $"{what}: {e.Error.Reason}", e);
    }
}
