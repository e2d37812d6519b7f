using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using NhiEvents.Core.Ticketing.Inbound;

namespace NhiEvents.Hosting.Ticketing;

/// <summary>Which ticket system tickets are written to, and how.</summary>
public sealed class TicketSystemOptions : IValidatableObject
{
    public const string Section = "Ticketing:System";

    /// <summary>Without a setting there is none: on one machine the local one, on Azure what would be written waits in its case.</summary>
    public TicketSystemKind Kind { get; init; } = TicketSystemKind.Local;

    /// <summary>Such as <c>https://example.service-now.com</c>; of a webhook the whole address.</summary>
    public string? Address { get; init; }

    /// <summary>With it, <see cref="Secret"/> is its password or API token (Basic); without it a token (Bearer).</summary>
    public string? User { get; init; }

    /// <summary>On Azure a Key Vault reference. Of a webhook the signing secret.</summary>
    public string? Secret { get; init; }

    /// <summary>ServiceNow: <c>incident</c> or <c>change_request</c>.</summary>
    public string Table { get; init; } = "incident";

    /// <summary>ServiceNow: value of <c>state</c> of a closed ticket; an incident that is resolved has 6.</summary>
    public string ClosedState { get; init; } = "6";

    /// <summary>ServiceNow: value of <c>state</c> of a ticket that is worked on; an incident in progress has 2.</summary>
    public string OpenState { get; init; } = "2";

    /// <summary>ServiceNow: a value of <c>close_code</c> that exists there.</summary>
    public string CloseCode { get; init; } = "Solved (Permanently)";

    /// <summary>ServiceNow: the group for owners that <see cref="Groups"/> does not name.</summary>
    public string? DefaultGroup { get; init; }

    /// <summary>ServiceNow: owner, as the registry names it, to assignment group.</summary>
    public IReadOnlyDictionary<string, string> Groups { get; init; } = new Dictionary<string, string>();

    /// <summary>Jira: key of the project.</summary>
    public string? Project { get; init; }

    /// <summary>Jira: name of the issue type.</summary>
    public string IssueType { get; init; } = "Task";

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Kind is TicketSystemKind.Local)
        {
            yield break;
        }

        if (!Uri.TryCreate(Address, UriKind.Absolute, out var address) || (address.Scheme != Uri.UriSchemeHttps && !address.IsLoopback))
        {
            yield return new ValidationResult($"{Section}:{nameof(Address)} must be an https address.");
        }

        if (string.IsNullOrEmpty(Secret))
        {
            yield return new ValidationResult($"{Section}:{nameof(Secret)} is missing.");
        }
        else if (Kind is TicketSystemKind.Webhook && !IsSigningSecret(Secret))
        {
            yield return new ValidationResult($"{Section}:{nameof(Secret)} must be whsec_ and Base64.");
        }

        if (Kind is TicketSystemKind.Jira && string.IsNullOrEmpty(Project))
        {
            yield return new ValidationResult($"{Section}:{nameof(Project)} is missing: the key of the Jira project.");
        }

        if (Kind is TicketSystemKind.ServiceNow && Table is not ("incident" or "change_request"))
        {
            yield return new ValidationResult($"{Section}:{nameof(Table)} must be incident or change_request.");
        }
    }

    private static bool IsSigningSecret(string secret)
    {
        try
        {
            return secret.StartsWith("whsec_", StringComparison.Ordinal) && WebhookSignature.KeyOf(secret).Length > 0;
        }
        catch (FormatException)
        {
            return false;
        }
    }
}

public enum TicketSystemKind
{
    /// <summary>That of this machine; there is none on Azure.</summary>
    Local,
    ServiceNow,
    Jira,
    Webhook,
}

[OptionsValidator]
internal sealed partial class TicketSystemOptionsValidator : IValidateOptions<TicketSystemOptions>;
