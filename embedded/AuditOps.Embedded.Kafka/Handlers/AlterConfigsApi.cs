using AuditOps.Embedded.Kafka.Net;
using AuditOps.Embedded.Kafka.Storage;
using AuditOps.Embedded.Kafka.Wire;
using AuditOps.Embedded.Kafka.Wire.Messages;

namespace AuditOps.Embedded.Kafka.Handlers;

/// <summary>Replaces the explicit configs of topics. The broker's own settings are fixed at start.</summary>
internal sealed class AlterConfigsApi(Broker broker) : Api<AlterConfigsRequest>(ApiKey.AlterConfigs, 0, 2, 2)
{
    protected override ValueTask<IMessage?> HandleAsync(AlterConfigsRequest request, RequestContext context)
    {
        var response = new AlterConfigsResponse();
        foreach (var resource in request.Resources)
        {
            var result = new AlteredResource { Type = resource.Type, Name = resource.Name };
            response.Results.Add(result);
            (result.Error, result.ErrorMessage) = TopicConfigChange.Check(broker, resource.Type, resource.Name);
            if (result.Error != KafkaError.None) continue;
            var configs = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var config in resource.Configs)
            {
                if (config.Value is not null) configs[config.Name] = config.Value;
            }
            result.Error = broker.Store.AlterConfigs(resource.Name, configs, request.ValidateOnly, out var message);
            result.ErrorMessage = message;
        }
        return Answer(response);
    }
}
