using AuditOps.Engines.Normalize;
using AuditOps.Engines.Normalize.Rules;

namespace AuditOps.Processors.Ingest;

/// <summary>Makes the normaliser from the files and maps that people edit.</summary>
internal static class NormalizerSetup
{
    public static EventNormalizer Create(ProcessorOptions options) => new(new NormalizeOptions
    {
        Categories = options.CategoriesFile is { } categories ? CategoryFile.Parse(File.ReadAllText(categories), categories) : CategoryFile.BuiltIn,
        Summaries = options.SummariesFile is { } summaries ? SummaryFile.Parse(File.ReadAllText(summaries), summaries) : SummaryFile.BuiltIn,
        Organizations = options.Organizations,
    });
}
