namespace AuditOps.Streams;

/// <summary>What makes a topology buildable. All faults are reported at once.</summary>
internal static class TopologyRules
{
    private const int MaxNameLength = 64;

    public static List<string> Check(
        string name, IReadOnlyList<SourceNode> sources, IReadOnlyList<ParticipantSpec> participants, string? deadLetterTopic, Predicate<string>? isKnownTopic)
    {
        var faults = new List<string>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        if (!IsName(name))
            faults.Add($"the topology's name '{name}' is not made of 1 to {MaxNameLength} lower-case letters, digits and dashes");
        if (sources.Count == 0)
            faults.Add("it reads no topic");
        if (deadLetterTopic is null)
            faults.Add("it has no dead-letter topic");
        else
            CheckTopic(deadLetterTopic, isKnownTopic, faults);

        var topics = new HashSet<string>(StringComparer.Ordinal);
        foreach (var source in sources)
        {
            if (source.Topics.Count == 0)
                faults.Add("a stream reads no topic");
            foreach (var topic in source.Topics)
            {
                if (!topics.Add(topic))
                    faults.Add($"topic '{topic}' is a source twice; branch one stream instead");
                if (topic == deadLetterTopic)
                    faults.Add($"topic '{topic}' is both a source and the dead-letter topic, which may feed itself for ever");
                CheckTopic(topic, isKnownTopic, faults);
            }

            CheckChildren(source, names, isKnownTopic, faults);
        }

        CheckStores(sources, names, faults);
        CheckTables(sources, names, isKnownTopic, faults);
        foreach (var participant in participants)
        {
            CheckName(participant.Name, names, faults);
            foreach (var topic in participant.Writes)
                CheckTopic(topic, isKnownTopic, faults);
        }

        return faults;
    }

    private static void CheckStores(IReadOnlyList<SourceNode> sources, HashSet<string> names, List<string> faults)
    {
        foreach (var source in sources)
        {
            foreach (var store in Topology.StoresOf(source))
            {
                // A name taken here may belong to another spec, or to the same one in another sub-topology, whose partitions are not these.
                CheckName(store.Name, names, faults);
                foreach (var fault in store.Validate())
                    faults.Add($"store '{store.Name}': {fault}");
            }
        }
    }

    private static void CheckTables(IReadOnlyList<SourceNode> sources, HashSet<string> names, Predicate<string>? isKnownTopic, List<string> faults)
    {
        foreach (var table in sources.SelectMany(source => source.Walk()).SelectMany(node => node.Reads).Distinct())
        {
            CheckName(table.Name, names, faults);
            CheckTopic(table.Topic, isKnownTopic, faults);
        }
    }

    private static void CheckName(string name, HashSet<string> names, List<string> faults)
    {
        if (!IsName(name))
            faults.Add($"the name '{name}' is not made of 1 to {MaxNameLength} lower-case letters, digits and dashes");
        else if (!names.Add(name))
            faults.Add($"the name '{name}' is used twice");
    }

    private static void CheckChildren(TopologyNode parent, HashSet<string> names, Predicate<string>? isKnownTopic, List<string> faults)
    {
        if (parent.Children.Count == 0 && parent is not ISinkNode)
            faults.Add($"nothing follows '{parent.Name}'; end the stream with To");
        var written = new HashSet<string>(StringComparer.Ordinal);
        foreach (var child in parent.Children)
        {
            if (child is ISinkNode)
            {
                if (!written.Add(child.Name))
                    faults.Add($"'{parent.Name}' writes topic '{child.Name}' twice");
                CheckTopic(child.Name, isKnownTopic, faults);
            }
            else
            {
                CheckName(child.Name, names, faults);
                CheckChildren(child, names, isKnownTopic, faults);
            }
        }
    }

    private static void CheckTopic(string topic, Predicate<string>? isKnownTopic, List<string> faults)
    {
        if (topic.Length == 0)
            faults.Add("a topic has no name");
        else if (isKnownTopic is not null && !isKnownTopic(topic))
            faults.Add($"topic '{topic}' is not in the catalogue");
    }

    private static bool IsName(string name)
    {
        if (name.Length is 0 or > MaxNameLength)
            return false;
        foreach (var c in name)
        {
            if (!char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c != '-')
                return false;
        }

        return true;
    }
}
