using AuditOps.Embedded.Kafka.Net;
using AuditOps.Embedded.Kafka.Storage;
using AuditOps.Embedded.Kafka.Wire;
using AuditOps.Embedded.Kafka.Wire.Messages;

namespace AuditOps.Embedded.Kafka.Handlers;

/// <summary>What the broker speaks.</summary>
internal sealed class ApiVersionsApi(ApiTable apis) : Api<ApiVersionsRequest>(ApiKey.ApiVersions, 0, 3, 3)
{
    public ApiVersionsResponse Describe(KafkaError error)
    {
        var response = new ApiVersionsResponse { Error = error };
        foreach (var api in apis.All) response.Apis.Add(new ApiVersionRange { Key = (short)api.Key, Min = api.MinVersion, Max = api.MaxVersion });
        return response;
    }

    protected override ValueTask<IMessage?> HandleAsync(ApiVersionsRequest request, RequestContext context) => Answer(Describe(KafkaError.None));
}
