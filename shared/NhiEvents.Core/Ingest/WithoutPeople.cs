using System.Collections.Frozen;
using System.Net;
using System.Text.RegularExpressions;
using NhiEvents.Contracts.Events;
using NhiEvents.Core.Identities;

namespace NhiEvents.Core.Ingest;

/// <summary>Takes what identifies a person out of an event that is kept, all but the object id.</summary>
/// <remarks>
/// The rule: a user is a person unless something shows automation. Of a person no name, user principal name or address stays, and of a person's object only the
/// values that say what it may do, never who it is. In any text that stays, an e-mail address is replaced. Applications and what belongs to nobody keep everything.
/// </remarks>
internal static class WithoutPeople
{
    private const string Masked = "(address)";

    /// <summary>Object types whose name is never a person's own.</summary>
    private static readonly FrozenSet<string> NamedThings = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase, "Application", "ServicePrincipal", "Group", "Policy", "Role", "Directory", "AdministrativeUnit", "AppRole", "Domain");

    /// <summary>Properties of a person's object that say what it may do, or where it belongs.</summary>
    private static readonly string[] RightsOf =
    [
        "Group.", "Role.", "Application.", "ServicePrincipal.", "AppRole.", "AppRoleAssignment.", "TargetId.", "Included Updated Properties", "AccountEnabled",
        "StrongAuthenticationRequirement", "UserType", "PasswordPolicies", "UserState", "WellKnownObjectName", "IsActive", "ConsentContext.", "ConsentAction.",
    ];

    /// <summary>Details of an operation that say who did it.</summary>
    private static readonly string[] PersonalDetails = ["ipaddr", "clientip", "upn", "user", "name", "mail", "phone", "requestor", "approver", "contact"];

    /// <summary>Beginnings of details that name things, not people.</summary>
    private static readonly string[] ThingDetails = ["User-Agent", "App", "Service", "Role", "Group", "Policy", "Resource"];

    /// <summary>In linear time, whatever stands in the text.</summary>
    private static readonly Regex Address = new(@"[^\s""'`,;:<>\[\](){}\\|/=]+@[^\s""'`,;:<>\[\](){}\\|/=@]+", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    public static ResourceDenied Of(ResourceDenied denied) => denied with { UserPrincipalName = null, IpAddress = null, Reason = Mask(denied.Reason) ?? "" };

    public static RiskDetected Of(RiskDetected risk) => risk with { DisplayName = null, UserPrincipalName = null, IpAddress = null, Country = null, Additional = null };

    /// <param name="isNonHuman">Whether something shows that a user who was changed is no person.</param>
    public static DirectoryChanged Of(DirectoryChanged change, Func<ChangedObject, bool> isNonHuman)
    {
        var withheld = new List<string>();
        var person = change.Actor.Kind is ActorKind.User && !Classification.For(change.Actor.Evidence).IsNonHuman;
        var targets = change.Targets.Select((target, number) => Of(target, $"targets[{number}]", IsUser(target) && !isNonHuman(target), withheld)).ToList();
        var details = change.Details.Select(detail => Of(detail, person, withheld)).ToList();
        return change with
        {
            Actor = person ? new DirectoryActor(ActorKind.User) { Id = change.Actor.Id, Evidence = change.Actor.Evidence } : change.Actor,
            Targets = targets,
            Details = details,
            ResultReason = Mask(change.ResultReason),
            Withheld = withheld,
        };
    }

    private static bool IsUser(ChangedObject target) => target.UserPrincipalName is not null || target.Type.Equals("User", StringComparison.OrdinalIgnoreCase);

    private static ChangedObject Of(ChangedObject target, string path, bool person, List<string> withheld)
    {
        var named = !person && (NamedThings.Contains(target.Type) || IsUser(target));
        if (!named && target.DisplayName is not null)
        {
            withheld.Add($"{path}.displayName");
        }

        return target with
        {
            DisplayName = named ? target.DisplayName : null,
            UserPrincipalName = person ? null : target.UserPrincipalName,
            Properties = [.. target.Properties.Select(property => Of(property, path, person, withheld))],
        };
    }

    private static ChangedProperty Of(ChangedProperty property, string path, bool person, List<string> withheld)
    {
        var ofUser = property.Name.StartsWith("User.", StringComparison.OrdinalIgnoreCase) && !property.Name.Equals("User.ObjectID", StringComparison.OrdinalIgnoreCase);
        if (ofUser || (person && !RightsOf.Any(right => property.Name.StartsWith(right, StringComparison.OrdinalIgnoreCase))))
        {
            withheld.Add($"{path}.{property.Name}");
            return new ChangedProperty(property.Name);
        }

        return property with { OldValue = Mask(property.OldValue), NewValue = Mask(property.NewValue) };
    }

    private static ChangeDetail Of(ChangeDetail detail, bool person, List<string> withheld)
    {
        var personal = person && (IPAddress.TryParse(detail.Value, out _) || SaysWho(detail.Name));
        if (!personal)
        {
            return detail with { Value = Mask(detail.Value) };
        }

        withheld.Add($"details.{detail.Name}");
        return detail with { Value = null };
    }

    private static bool SaysWho(string name) =>
        !ThingDetails.Any(thing => name.StartsWith(thing, StringComparison.OrdinalIgnoreCase)) && PersonalDetails.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase));

    private static string? Mask(string? text) => text is not null && text.Contains('@', StringComparison.Ordinal) ? Address.Replace(text, Masked) : text;
}
