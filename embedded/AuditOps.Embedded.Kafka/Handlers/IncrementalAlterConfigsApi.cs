using AuditOps.Embedded.Kafka.Net;
using AuditOps.Embedded.Kafka.Storage;
using AuditOps.Embedded.Kafka.Wire;
using AuditOps.Embedded.Kafka.Wire.Messages;

namespace AuditOps.Embedded.Kafka.Handlers;

/// <summary>Changes single configs of topics.</summary>
internal sealed class IncrementalAlterConfigsApi(Broker broker) : Api<IncrementalAlterConfigsRequest>(ApiKey.IncrementalAlterConfigs, 0, 1, 1)
{
    protected override ValueTask<IMessage?> HandleAsync(IncrementalAlterConfigsRequest request, RequestContext context)
    {
        var response = new AlterConfigsResponse();
        foreach (var resource in request.Resources)
        {
            var result = new AlteredResource { Type = resource.Type, Name = resource.Name };
            response.Results.Add(result);
            (result.Error, result.ErrorMessage) = Alter(resource, request.ValidateOnly);
        }
        return Answer(response);
    }

    private (KafkaError Error, string? Message) Alter(IncrementalResource resource, bool validateOnly)
    {
        if (TopicConfigChange.Check(broker, resource.Type, resource.Name) is { Error: not KafkaError.None } refused) return refused;
        var configs = new Dictionary<string, string>(broker.Store.Topic(resource.Name)!.Configs, StringComparer.Ordinal);
        var changed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var change in resource.Configs)
        {
            if (!changed.Add(change.Name)) return (KafkaError.InvalidRequest, $"{change.Name} is named more than once.");
            if (TopicConfigChange.Apply(configs, change, broker.Store.Options) is { Error: not KafkaError.None } bad) return bad;
        }
        var error = broker.Store.AlterConfigs(resource.Name, configs, validateOnly, out var message);
        return (error, message);
    }
}
