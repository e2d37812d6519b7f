using NhiEvents.Contracts;
using NhiEvents.Contracts.Events;
using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Detection.Findings;
using NhiEvents.Core.Identities;

namespace NhiEvents.Core.Detection.Governance;

/// <summary>NHI301: a credential was added, and not by our rotation.</summary>
internal static class CredentialAdditionText
{
    /// <param name="known">What Detection knows of the identity that signs in with it; null when it has seen none.</param>
    /// <param name="facts">What registry and directory say of it.</param>
    public static Finding Show(CredentialAdditionRow row, IdentitySummary? known, IdentityFacts? facts)
    {
        var (first, appId) = (row.First, known?.Identity.AppId ?? row.Seen.Select(seen => seen.AppId).OfType<string>().FirstOrDefault() ?? facts?.AppId);
        var name = facts?.DisplayName ?? row.Seen.Select(seen => seen.ObjectName).OfType<string>().FirstOrDefault() ?? row.ObjectId;
        var (severity, permissions) = AppPermissions.Shipped.Judge(facts?.AppRoles);
        return new Finding(
            MessageIds.From("finding", row.TenantId, row.ObjectId, FindingNumbers.CredentialAdded, row.Cause),
            FindingNumbers.CredentialAdded,
            "credential-added-outside-rotation",
            CriticalityTable.Weigh(severity, known?.Criticality ?? facts?.Criticality),
            known?.Identity ?? new IdentityRef(row.ObjectId, IdentityKind.ServicePrincipal, name) { AppId = appId },
            known?.Owner ?? facts?.Owner ?? FindingText.UnknownOwner,
            Sentence(row, first, name, facts?.AppRoles is null, permissions),
            new Evidence([.. row.Seen.Select(seen => new EvidenceEvent(seen.Id, seen.At, 0))], [], [], [], [], [], known?.Evidence ?? [EvidenceKinds.ServicePrincipal]),
            Remedies(row, CommandText.Id(appId, "<app-id>")),
            [Standards.AccountManipulation, Standards.SecretLeakage, Standards.AccessControl],
            first.At,
            row.Seen[^1].At,
            row.Seen.Count,
            FindingState.Open)
        {
            Criticality = known?.Criticality ?? facts?.Criticality,
        };
    }

    private static string Sentence(CredentialAdditionRow row, AdditionSeen first, string name, bool isUnknown, IReadOnlyList<string> permissions)
    {
        var what = string.Join(" and ", row.Added.Select(Words).Take(3)) + (row.Added.Count > 3 ? $" and {row.Added.Count - 3} more" : "");
        var by = first.ActorId is null ? "somebody whom the log does not name" : $"{(first.Actor is ActorKind.Application ? "application" : "account")} {(first.ActorName is { } actor ? CommandText.Quoted(actor) + " " : "")}{first.ActorId}";
        var holds = isUnknown ? "What the application is permitted is not known here"
            : permissions.Count == 0 ? "Whoever holds it signs in as the application; none of its permissions is one that this system calls high"
            : $"Whoever holds it signs in as the application, with {string.Join(", ", permissions)}";
        return $"{what} was added to {(first.IsServicePrincipal ? "service principal" : "application")} {CommandText.Quoted(name)} by {by}, and not by a rotation of this system. {holds}.";
    }

    private static string Words(AddedCredential added) => added.Kind switch
    {
        AddedKind.Secret => $"A secret ({added.Key}{Called(added)})",
        AddedKind.Certificate => $"A certificate ({added.Key}{Called(added)})",
        AddedKind.Undescribed => "A credential that the audit log does not describe",
        AddedKind.Federated => $"A federated credential ({CommandText.Quoted(added.Key)}{Called(added)})",
    };

    private static string Called(AddedCredential added) => added.Name is { } name ? $", {CommandText.Quoted(name)}" : "";

    private static List<Remedy> Remedies(CredentialAdditionRow row, string appId)
    {
        var keys = row.Added.Where(one => one.Kind is AddedKind.Secret or AddedKind.Certificate).Select(one => one.Key).ToList();
        return
        [
            new Remedy(
                "Find out whether somebody meant it",
                ["Ask the account or application that the finding names, and the owner of the application.", "If it was planned: let this system rotate the application from now on, or name the pipeline in the setting Detection:TrustedActors."]),
            new Remedy(
                "If nobody did, take it away",
                [
                    "Microsoft Entra admin center: App registrations (or Enterprise applications), the application, Certificates & secrets: delete the credential with this id.",
                    "Look for sign-ins with this key id since then, and for what the application did.",
                    "Find out how the account that added it was taken over: reset it, and review what else it changed.",
                ])
            {
                Az = keys.Count == 0 ? null : string.Join('\n', keys.Select(key => $"az ad app credential delete --id '{appId}' --key-id '{CommandText.Id(key, "<key-id>")}'")),
            },
        ];
    }
}
