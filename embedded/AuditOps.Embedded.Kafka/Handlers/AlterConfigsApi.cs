using AuditOps.Embedded.Kafka.Net;
using AuditOps.Embedded.Kafka.Security;
using AuditOps.Embedded.Kafka.Wire;
using AuditOps.Embedded.Kafka.Wire.Messages;

namespace AuditOps.Embedded.Kafka.Handlers;

/// <summary>Replaces the explicit configs of topics and of the broker.</summary>
internal sealed class AlterConfigsApi(Broker broker) : Api<AlterConfigsRequest>(ApiKey.AlterConfigs, 0, 2, 2)
{
    protected override ValueTask<IMessage?> HandleAsync(AlterConfigsRequest request, RequestContext context)
    {
        var response = new AlterConfigsResponse();
        foreach (var resource in request.Resources)
        {
            var result = new AlteredResource { Type = resource.Type, Name = resource.Name };
            response.Results.Add(result);
            result.Error = ConfigAccess.Refusal(broker, context, AclOperation.AlterConfigs, resource.Type, resource.Name);
            if (result.Error == KafkaError.None) (result.Error, result.ErrorMessage) = Alter(resource, request.ValidateOnly);
        }
        return Answer(response);
    }

    private (KafkaError Error, string? Message) Alter(AlterConfigsResource resource, bool validateOnly)
    {
        if (ConfigChange.Check(broker, resource.Type, resource.Name) is { Error: not KafkaError.None } refused) return refused;
        if (resource.Type == ResourceType.Broker) return broker.Settings.Alter(resource.Name, replace: true, Fill, validateOnly);
        var configs = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var config in resource.Configs)
        {
            if (config.Value is not null) configs[config.Name] = config.Value;
        }
        var error = broker.Store.AlterConfigs(resource.Name, configs, validateOnly, out var message);
        return (error, message);

        (KafkaError Error, string? Message) Fill(Dictionary<string, string> settings)
        {
            foreach (var config in resource.Configs)
            {
                if (ConfigChange.CheckSetting(config.Name) is { Error: not KafkaError.None } unknown) return unknown;
                if (config.Value is not null) settings[config.Name] = config.Value;
            }
            return default;
        }
    }
}
