using AuditOps.Api.Problems;
using FluentValidation.Results;

namespace AuditOps.Api.Http;

/// <summary>Everything that is wrong with a request, by parameter.</summary>
internal sealed class RequestErrors
{
    private readonly SortedDictionary<string, List<string>> errors = new(StringComparer.Ordinal);

    public bool Any => errors.Count > 0;

    public void Add(string parameter, string reason)
    {
        if (!errors.TryGetValue(parameter, out var reasons)) errors[parameter] = reasons = [];
        reasons.Add(reason);
    }

    public void Add(ValidationResult result)
    {
        foreach (var failure in result.Errors) Add(failure.PropertyName, failure.ErrorMessage);
    }

    public IResult ToProblem() => Problem.Invalid(errors.ToDictionary(e => e.Key, e => e.Value.ToArray(), StringComparer.Ordinal));
}
