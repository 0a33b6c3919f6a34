using AuditOps.Api.Http;
using FluentValidation;

namespace AuditOps.Api.Alerts;

internal sealed class ListAlertsValidator : AbstractValidator<ListAlertsParameters>
{
    public ListAlertsValidator()
    {
        RuleFor(p => p.Severity).Must(s => s is null || AlertWords.List(s, AlertWords.Severities) is not null)
            .WithMessage($"Must be some of {string.Join(", ", AlertWords.Severities)}.").OverridePropertyName("severity");
        RuleFor(p => p.Status).Must(s => s is null or "all" || AlertWords.List(s, AlertWords.Statuses) is not null)
            .WithMessage($"Must be all, or some of {string.Join(", ", AlertWords.Statuses)}.").OverridePropertyName("status");
        RuleFor(p => p.Rule).Length(1, 256).WithMessage("Must have 1 to 256 characters.").OverridePropertyName("rule");
        RuleFor(p => p.Actor).Length(1, 512).WithMessage("Must have 1 to 512 characters.").OverridePropertyName("actor");
        RuleFor(p => p.Assignee).Length(1, 256).WithMessage("Must have 1 to 256 characters.").OverridePropertyName("assignee");
        RuleFor(p => p.From).Must(IsTime).WithMessage("Must be an ISO 8601 time between 1970 and 2199.").OverridePropertyName("from");
        RuleFor(p => p.To).Must(IsTime).WithMessage("Must be an ISO 8601 time between 1970 and 2199.").OverridePropertyName("to");
        RuleFor(p => p.To).Must((p, _) => p.From is null || p.To is null || Parse.Time(p.From) is not { } from || Parse.Time(p.To) is not { } to || from < to)
            .WithMessage("Must be later than from.").OverridePropertyName("to");
        RuleFor(p => p.Historical).Must(IsTruth).WithMessage("Must be true or false.").OverridePropertyName("historical");
        RuleFor(p => p.Testing).Must(IsTruth).WithMessage("Must be true or false.").OverridePropertyName("testing");
    }

    private static bool IsTime(string? text) => text is null || Parse.Time(text) is not null;

    private static bool IsTruth(string? text) => text is null or "true" or "false";
}
