using AuditOps.Embedded.Kafka.Wire;

namespace AuditOps.Embedded.Kafka.Groups;

/// <summary>Reads the topics out of a consumer's join metadata (the consumer protocol's Subscription: version, topic names, more).</summary>
internal static class Subscription
{
    public const string ProtocolType = "consumer";

    /// <summary>Whether a member is subscribed to the topic. Metadata that cannot be read counts as a subscription to anything.</summary>
    public static bool Includes(Group group, string topic)
    {
        if (group.ProtocolType != ProtocolType) return false;
        foreach (var member in group.Members)
        {
            var metadata = member.Metadata(group.Protocol);
            var reader = new WireReader();
            reader.Reset(metadata, 0, metadata.Length);
            try
            {
                short version = 0;
                List<string> topics = [];
                reader.Int16(ref version);
                reader.StringArray(ref topics);
                if (topics.Contains(topic)) return true;
            }
            catch (MalformedRequestException)
            {
                return true;
            }
        }
        return false;
    }
}
