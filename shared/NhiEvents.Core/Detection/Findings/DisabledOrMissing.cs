using System.Collections.Frozen;
using NhiEvents.Contracts.Findings;

namespace NhiEvents.Core.Detection.Findings;

/// <summary>NHI107: the identity, or the application it signs in with, is disabled or gone, and something still signs in.</summary>
internal static class DisabledOrMissing
{
    private static readonly FrozenSet<int> Disabled = [50057, 500571, 70001, 7000112, 7000116, 1000031];

    public static FindingWords Words(FindingFacts facts)
    {
        var disabled = facts.Has(Disabled);
        return new FindingWords(
            "identity-disabled-or-missing",
            Severity.High,
            Sentence(facts, disabled),
            [Why(facts), !disabled ? Restore(facts) : IsApp(facts) ? EnableApp(facts) : EnableUser(facts), Retire(facts)],
            [Standards.ImproperOffboarding, Standards.AccessControl]);
    }

    /// <summary>The application is what is gone: of a service principal itself, or the client of a service account.</summary>
    private static bool IsApp(FindingFacts facts) => !facts.IsUser || facts.Cause.AppId is not null;

    private static string Sentence(FindingFacts facts, bool disabled) =>
        $"{(IsApp(facts) ? facts.Client : facts.Who)} is {(disabled ? "disabled" : "not in the directory")}, and something still signs in with it{(facts.PasswordWasRight ? ", with the right password" : "")} ({facts.Explained}).";

    private static Remedy Why(FindingFacts facts) => SignInLog.WhoChanged(
        facts,
        "Find out whether it was on purpose, and ask the owner",
        "Microsoft Entra admin center: Audit logs, filter by the target: 'Disable account', 'Delete user', 'Update service principal', 'Delete application'. When nothing is there, it happened before the log begins, or the caller uses a wrong id or tenant.",
        "The sign-in log names the address and the client of whoever still tries: that is the job, or somebody who found its credential.");

    private static Remedy EnableUser(FindingFacts facts) => new(
        "If it should live: enable the account again",
        ["Microsoft Entra admin center: Users, the account, Edit properties, Settings, Account enabled. A synchronized account is enabled in Active Directory.", "Record owner and purpose, so that the next clean-up knows it."])
    {
        Az = $"az ad user update --id '{facts.UserId}' --account-enabled true",
        PowerShell = $$"""
            Connect-MgGraph -Scopes 'User.EnableDisableAccount.All'
            Update-MgUser -UserId '{{facts.UserId}}' -AccountEnabled:$true
            """,
    };

    private static Remedy EnableApp(FindingFacts facts) => new(
        "If it should live: enable the application again",
        ["Microsoft Entra admin center: Enterprise applications, the application, Properties, Enabled for users to sign-in: Yes.", "One that Microsoft disabled for abuse cannot be enabled here; its properties say so."])
    {
        Az = $$"""
            az rest --method patch --url "https://graph.microsoft.com/v1.0/servicePrincipals(appId='{{facts.AppId}}')" --body '{"accountEnabled":true}'
            """,
        PowerShell = $$"""
            Connect-MgGraph -Scopes 'Application.ReadWrite.All'
            $sp = Get-MgServicePrincipal -Filter "appId eq '{{facts.AppId}}'"
            Update-MgServicePrincipal -ServicePrincipalId $sp.Id -AccountEnabled:$true
            """,
    };

    private static Remedy Restore(FindingFacts facts) => new(
        "If it should live: restore it, or correct the id",
        [
            $"Microsoft Entra admin center: {(IsApp(facts) ? "App registrations, Deleted applications" : "Users, Deleted users")}: within 30 days it can be restored with its object id and permissions.",
            "Otherwise compare tenant id, application id or user name in the job's configuration with the directory: a wrong tenant gives the same error.",
        ])
    {
        Az = """
            az rest --method get --url https://graph.microsoft.com/v1.0/directory/deletedItems/microsoft.graph.application
            az rest --method post --url 'https://graph.microsoft.com/v1.0/directory/deletedItems/<deleted-object-id>/restore'
            """,
        PowerShell = """
            Connect-MgGraph -Scopes 'Application.ReadWrite.All','User.DeleteRestore.All'
            Restore-MgDirectoryDeletedItem -DirectoryObjectId '<deleted-object-id>'
            """,
    };

    private static Remedy Retire(FindingFacts facts) => SignInLog.Look(
        facts,
        "If it is retired: stop the job that still calls",
        "Find the job by address, client and application, remove it and the credential it holds.",
        "Then remove what is left of the identity: role assignments, group memberships, permissions, exceptions in policies.");
}
