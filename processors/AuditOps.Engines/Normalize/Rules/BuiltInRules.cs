namespace AuditOps.Engines.Normalize.Rules;

/// <summary>The rule files inside the assembly.</summary>
public static class BuiltInRules
{
    /// <summary>The text of a built-in file (<c>categories.yaml</c>, <c>summaries.yaml</c>), also for people who want one to start from.</summary>
    public static string Text(string file)
    {
        using var stream = typeof(BuiltInRules).Assembly.GetManifestResourceStream("normalize/" + file)
            ?? throw new RuleFileException([$"{file}:1: not inside the program."]);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
