using System.ComponentModel.DataAnnotations;
using System.Net;
using Microsoft.Extensions.Options;

namespace NhiEvents.Core.Ticketing.Inbound;

/// <summary>Who may call us, and how much of it is taken.</summary>
public sealed class WebhookOptions : IValidatableObject
{
    public const string Section = "Ticketing:Webhooks";

    /// <summary>A secret shorter than this can be guessed from one request.</summary>
    private const int MinKeyBytes = 24;

    /// <summary>Senders by the name that stands in the address: <c>/api/webhooks/{name}</c>.</summary>
    public IReadOnlyDictionary<string, SenderProfile> Senders { get; init; } = new Dictionary<string, SenderProfile>();

    [Range(1024, 4 * 1024 * 1024)]
    public int MaxBodyBytes { get; init; } = 512 * 1024;

    /// <summary>How far a signed time may be from ours.</summary>
    [Range(typeof(TimeSpan), "00:00:30", "00:15:00")]
    public TimeSpan Tolerance { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How old a delivery may be whose time is in its body: such senders repeat for hours.</summary>
    [Range(typeof(TimeSpan), "00:05:00", "3.00:00:00")]
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How long a delivery is remembered; longer than anything that can come twice.</summary>
    [Range(typeof(TimeSpan), "4.00:00:00", "365.00:00:00")]
    public TimeSpan RememberFor { get; init; } = TimeSpan.FromDays(30);

    /// <summary>Deliveries that are taken of one sender in a minute.</summary>
    [Range(1, 100_000)]
    public int AcceptedPerMinute { get; init; } = 600;

    /// <summary>Refusals that one address gets in a minute before it is no longer looked at.</summary>
    [Range(1, 100_000)]
    public int RefusedPerMinute { get; init; } = 60;

    /// <summary>Take the caller's address from the last entry of <c>X-Forwarded-For</c>: true behind the front end of Azure Functions, which adds it; never elsewhere.</summary>
    public bool BehindFrontEnd { get; init; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var (name, sender) in Senders)
        {
            foreach (var fault in FaultsOf(sender))
            {
                yield return new ValidationResult($"{Section}:{nameof(Senders)}:{name}: {fault}");
            }
        }
    }

    private static IEnumerable<string> FaultsOf(SenderProfile sender)
    {
        if (sender.TenantId.Length == 0)
        {
            yield return $"{nameof(sender.TenantId)} is missing.";
        }

        if (sender.Secrets.Count == 0)
        {
            yield return $"{nameof(sender.Secrets)} is empty: it could never sign.";
        }

        for (var i = 0; i < sender.Secrets.Count; i++)
        {
            if (!IsStrong(sender.Secrets[i]))
            {
                yield return $"{nameof(sender.Secrets)}:{i} must be whsec_ and Base64, or text, of at least {MinKeyBytes} bytes.";
            }
        }

        if (sender.Actions.Count == 0)
        {
            yield return $"{nameof(sender.Actions)} is empty: it may ask for nothing.";
        }

        foreach (var network in sender.Networks.Where(network => !IPNetwork.TryParse(network, out _)))
        {
            yield return $"{nameof(sender.Networks)}: '{network}' is no network in CIDR form, such as 198.51.100.0/24.";
        }

        foreach (var field in sender.Fields.Keys.Where(field => !SenderProfile.FieldNames.Contains(field, StringComparer.Ordinal)))
        {
            yield return $"{nameof(sender.Fields)}: '{field}' is none of {string.Join(", ", SenderProfile.FieldNames)}.";
        }

        foreach (var (user, account) in sender.Users.Where(user => !Guid.TryParse(user.Value, out _)))
        {
            yield return $"{nameof(sender.Users)}: '{user}' needs the object id (a GUID) of an account, not '{account}'.";
        }
    }

    private static bool IsStrong(string secret)
    {
        try
        {
            return WebhookSignature.KeyOf(secret).Length >= MinKeyBytes;
        }
        catch (FormatException)
        {
            return false;
        }
    }
}

[OptionsValidator]
public sealed partial class WebhookOptionsValidator : IValidateOptions<WebhookOptions>;
