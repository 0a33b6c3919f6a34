namespace AuditOps.Embedded.ClickHouse.Guard;

/// <summary>A node of the engine's syntax tree, read from a line of <c>EXPLAIN AST</c>: kind, then what follows it.</summary>
internal sealed record AstNode(string Kind, string Name, int Depth, AstNode? Parent, List<AstNode> Children)
{
    /// <summary>
    /// Reads the tree. A line break inside a name makes an extra line; it can add nodes, never take one away, and every rule
    /// forbids nodes.
    /// </summary>
    public static List<AstNode> Read(string explained)
    {
        var nodes = new List<AstNode>();
        var open = new List<AstNode>();
        foreach (var line in explained.Split('\n'))
        {
            var depth = 0;
            while (depth < line.Length && line[depth] == ' ') depth++;
            if (depth == line.Length) continue;
            var text = line[depth..];
            var space = text.IndexOf(' ', StringComparison.Ordinal);
            var kind = space < 0 ? text : text[..space];
            var name = space < 0 ? "" : Cut(Cut(text[(space + 1)..], "(children "), "(alias ").Trim();
            if (open.Count > depth) open.RemoveRange(depth, open.Count - depth);
            var parent = open.Count > 0 ? open[^1] : null;
            var node = new AstNode(kind, name, depth, parent, []);
            parent?.Children.Add(node);
            open.Add(node);
            nodes.Add(node);
        }

        return nodes;
    }

    private static string Cut(string text, string suffix)
    {
        var at = text.EndsWith(')') ? text.LastIndexOf(suffix, StringComparison.Ordinal) : -1;
        return at < 0 ? text : text[..at].TrimEnd();
    }
}
