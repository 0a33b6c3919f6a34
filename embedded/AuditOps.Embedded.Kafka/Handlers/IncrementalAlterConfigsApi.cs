using AuditOps.Embedded.Kafka.Net;
using AuditOps.Embedded.Kafka.Security;
using AuditOps.Embedded.Kafka.Settings;
using AuditOps.Embedded.Kafka.Storage;
using AuditOps.Embedded.Kafka.Wire;
using AuditOps.Embedded.Kafka.Wire.Messages;

namespace AuditOps.Embedded.Kafka.Handlers;

/// <summary>Changes single configs of topics and of the broker; all that is asked for a resource is done, or none of it.</summary>
internal sealed class IncrementalAlterConfigsApi(Broker broker) : Api<IncrementalAlterConfigsRequest>(ApiKey.IncrementalAlterConfigs, 0, 1, 1)
{
    protected override ValueTask<IMessage?> HandleAsync(IncrementalAlterConfigsRequest request, RequestContext context)
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

    private (KafkaError Error, string? Message) Alter(IncrementalResource resource, bool validateOnly)
    {
        if (ConfigChange.Check(broker, resource.Type, resource.Name) is { Error: not KafkaError.None } refused) return refused;
        var changed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var change in resource.Configs)
        {
            if (!changed.Add(change.Name)) return (KafkaError.InvalidRequest, $"{change.Name} is named more than once.");
        }
        if (resource.Type == ResourceType.Broker)
            return broker.Settings.Alter(resource.Name, replace: false, settings => ChangeSettings(resource, settings), validateOnly);
        var configs = new Dictionary<string, string>(broker.Store.Topic(resource.Name)!.Configs, StringComparer.Ordinal);
        if (ChangeTopic(resource, configs) is { Error: not KafkaError.None } bad) return bad;
        var error = broker.Store.AlterConfigs(resource.Name, configs, validateOnly, out var message);
        return (error, message);
    }

    private (KafkaError Error, string? Message) ChangeTopic(IncrementalResource resource, Dictionary<string, string> configs)
    {
        foreach (var change in resource.Configs)
        {
            if (!TopicConfigKey.All.TryGetValue(change.Name, out var key)) return (KafkaError.InvalidConfig, $"Unknown topic config name: {change.Name}");
            var outcome = ConfigChange.Apply(configs, change, key.Type, () => TopicConfig.Effective(configs, broker.Store.Options, change.Name));
            if (outcome.Error != KafkaError.None) return outcome;
        }
        return default;
    }

    private (KafkaError Error, string? Message) ChangeSettings(IncrementalResource resource, Dictionary<string, string> settings)
    {
        foreach (var change in resource.Configs)
        {
            if (ConfigChange.CheckSetting(change.Name) is { Error: not KafkaError.None } unknown) return unknown;
            var key = BrokerSettingKey.All[change.Name];
            var outcome = ConfigChange.Apply(settings, change, key.Type, () => broker.Settings.Effective(resource.Name, settings, key));
            if (outcome.Error != KafkaError.None) return outcome;
        }
        return default;
    }
}
