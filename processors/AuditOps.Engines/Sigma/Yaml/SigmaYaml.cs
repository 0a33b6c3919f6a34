using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace AuditOps.Engines.Sigma.Yaml;

/// <summary>
/// Reads rule files from YAML events, so that every node knows its line and hostile files end early: limits on length, depth, nodes and what aliases multiply to.
/// Refused because their meaning differs between readers: repeated keys, merge keys, explicit types, recursive aliases.
/// </summary>
internal sealed class SigmaYaml
{
    private readonly Parser _parser;
    private readonly Dictionary<string, SigmaNode> _anchors = new(StringComparer.Ordinal);
    private readonly HashSet<string> _open = new(StringComparer.Ordinal);
    private int _nodes;

    private SigmaYaml(string text) => _parser = new Parser(new StringReader(text));

    /// <summary>The documents of a file.</summary>
    /// <exception cref="SigmaSyntaxException">The text is no YAML, or beyond a limit.</exception>
    public static IReadOnlyList<SigmaNode> Read(string text)
    {
        if (text.Length > SigmaLimits.FileLength)
            throw new SigmaSyntaxException(1, $"the file has {text.Length} characters; the limit is {SigmaLimits.FileLength}.");
        var reader = new SigmaYaml(text);
        try
        {
            return reader.Documents();
        }
        catch (YamlException bad)
        {
            throw new SigmaSyntaxException(Math.Max(1, (int)bad.Start.Line), $"not YAML: {bad.InnerException?.Message ?? bad.Message}");
        }
        catch (Exception bad) when (bad is InvalidOperationException or ArgumentException or IndexOutOfRangeException or FormatException or OverflowException)
        {
            // The scanner raises these on some malformed texts instead of its own exception (found by fuzzing).
            throw new SigmaSyntaxException(reader._parser.Current is { } last ? LineOf(last) : 1, "not YAML: the text cannot be scanned.");
        }
    }

    private List<SigmaNode> Documents()
    {
        var documents = new List<SigmaNode>();
        _parser.Consume<StreamStart>();
        while (!_parser.TryConsume<StreamEnd>(out _))
        {
            var start = _parser.Consume<DocumentStart>();
            _anchors.Clear();
            if (documents.Count == SigmaLimits.Documents)
                throw new SigmaSyntaxException(LineOf(start), $"the file has more than {SigmaLimits.Documents} documents.");
            documents.Add(Node(0));
            _parser.Consume<DocumentEnd>();
        }

        return documents;
    }

    private SigmaNode Node(int depth)
    {
        if (_parser.TryConsume<AnchorAlias>(out var alias))
            return Alias(alias);
        if (!_parser.Accept<NodeEvent>(out var next))
            throw new SigmaSyntaxException(LineOf(_parser.Current!), "not YAML: a value is missing.");
        if (depth > SigmaLimits.Depth)
            throw new SigmaSyntaxException(LineOf(next), $"nesting is deeper than {SigmaLimits.Depth} levels.");
        Count(next, 1);
        var anchor = next.Anchor.IsEmpty ? null : next.Anchor.Value;
        if (anchor is not null)
            _open.Add(anchor);
        SigmaNode node = next switch
        {
            YamlDotNet.Core.Events.Scalar => Single(),
            SequenceStart => List(depth),
            MappingStart => Map(depth),
            _ => throw new SigmaSyntaxException(LineOf(next), "not YAML: a value is missing."),
        };
        if (anchor is not null)
        {
            _open.Remove(anchor);
            _anchors[anchor] = node;
        }

        return node;
    }

    private SigmaNode Alias(AnchorAlias alias)
    {
        if (_open.Contains(alias.Value.Value))
            throw new SigmaSyntaxException(LineOf(alias), $"the alias '{alias.Value.Value}' contains itself.");
        if (!_anchors.TryGetValue(alias.Value.Value, out var node))
            throw new SigmaSyntaxException(LineOf(alias), $"the alias '{alias.Value.Value}' has no anchor.");
        Count(alias, node.Weight);
        return node;
    }

    private SigmaScalar Single()
    {
        var scalar = _parser.Consume<Scalar>();
        var plain = scalar.Style == ScalarStyle.Plain;
        if (!scalar.Tag.IsEmpty && scalar.Tag.Value is not ("tag:yaml.org,2002:str" or "!"))
            throw new SigmaSyntaxException(LineOf(scalar), $"the type '{scalar.Tag.Value}' is not supported.");
        return new SigmaScalar(LineOf(scalar), scalar.Value, plain && scalar.Tag.IsEmpty ? SigmaScalar.KindOf(scalar.Value) : ScalarKind.Text);
    }

    private SigmaList List(int depth)
    {
        var start = _parser.Consume<SequenceStart>();
        NoTag(start);
        var items = new List<SigmaNode>();
        var weight = 1;
        while (!_parser.TryConsume<SequenceEnd>(out _))
        {
            var item = Node(depth + 1);
            weight += item.Weight;
            items.Add(item);
        }

        return new SigmaList(LineOf(start), items) { Weight = weight };
    }

    private SigmaMap Map(int depth)
    {
        var start = _parser.Consume<MappingStart>();
        NoTag(start);
        var entries = new List<SigmaEntry>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        var weight = 1;
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            if (!_parser.TryConsume<Scalar>(out var key))
                throw new SigmaSyntaxException(LineOf(_parser.Current!), "a key must be a text.");
            if (key.Value == "<<" && key.Style == ScalarStyle.Plain)
                throw new SigmaSyntaxException(LineOf(key), "merge keys are not supported.");
            if (!names.Add(key.Value))
                throw new SigmaSyntaxException(LineOf(key), $"the key '{key.Value}' occurs twice.");
            var value = Node(depth + 1);
            weight += value.Weight + 1;
            entries.Add(new SigmaEntry(key.Value, LineOf(key), value));
        }

        return new SigmaMap(LineOf(start), entries) { Weight = weight };
    }

    private static void NoTag(NodeEvent start)
    {
        if (!start.Tag.IsEmpty)
            throw new SigmaSyntaxException(LineOf(start), $"the type '{start.Tag.Value}' is not supported.");
    }

    private void Count(ParsingEvent at, int nodes)
    {
        _nodes += nodes;
        if (_nodes > SigmaLimits.Nodes)
            throw new SigmaSyntaxException(LineOf(at), $"the file has more than {SigmaLimits.Nodes} values.");
    }

    private static int LineOf(ParsingEvent at) => Math.Max(1, (int)at.Start.Line);
}
