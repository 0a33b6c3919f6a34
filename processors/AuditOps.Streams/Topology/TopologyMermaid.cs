using System.Globalization;
using System.Text;

namespace AuditOps.Streams;

/// <summary>Draws a topology in Mermaid's flow-chart language: topics as stadiums, steps as boxes, stores as cylinders, broadcast tables as trapezoids.</summary>
internal sealed class TopologyMermaid
{
    private readonly StringBuilder _text = new("flowchart LR\n");
    private readonly Dictionary<string, string> _ids = new(StringComparer.Ordinal);

    public static string Write(Topology topology)
    {
        var mermaid = new TopologyMermaid();
        foreach (var source in topology.Sources)
        {
            foreach (var topic in source.Topics)
            {
                foreach (var child in source.Children)
                    mermaid.Follow(mermaid.Shape("topic " + topic, topic, "([", "])"), child);
            }
        }

        foreach (var participant in topology.Participants)
        {
            foreach (var topic in participant.Writes)
                mermaid.Edge(mermaid.Shape("participant " + participant.Name, participant.Name, "[/", "/]"), mermaid.Shape("topic " + topic, topic, "([", "])"), "at commit");
        }

        mermaid.Shape("topic " + topology.DeadLetterTopic, topology.DeadLetterTopic, "([", "])");
        return mermaid._text.ToString();
    }

    private void Follow(string from, TopologyNode node)
    {
        if (node is ISinkNode)
        {
            Edge(from, Shape("topic " + node.Name, node.Name, "([", "])"), null);
            return;
        }

        var isNew = !_ids.ContainsKey("step " + node.Name);
        var step = Shape("step " + node.Name, node.Name, "[", "]");
        Edge(from, step, null);
        if (!isNew)
            return;
        foreach (var store in node.Stores)
            Edge(step, Shape("store " + store.Name, store.Name, "[(", ")]"), null);
        foreach (var table in node.Reads)
            Edge(Shape("table " + table.Name, table.Name, "[\\", "/]"), step, null);
        foreach (var child in node.Children)
            Follow(step, child);
    }

    private string Shape(string key, string label, string open, string close)
    {
        if (_ids.TryGetValue(key, out var known))
            return known;
        var id = "n" + _ids.Count.ToString(CultureInfo.InvariantCulture);
        _ids.Add(key, id);
        _text.Append("  ").Append(id).Append(open).Append('"').Append(label).Append('"').Append(close).Append('\n');
        return id;
    }

    private void Edge(string from, string to, string? label)
    {
        _text.Append("  ").Append(from).Append(" -->");
        if (label is not null)
            _text.Append('|').Append(label).Append('|');
        _text.Append(' ').Append(to).Append('\n');
    }
}
