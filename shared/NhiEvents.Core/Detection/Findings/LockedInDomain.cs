using NhiEvents.Contracts.Findings;

namespace NhiEvents.Core.Detection.Findings;

/// <summary>NHI102 from Windows event 4740: domain controllers lock a service account, and name the computer that sends the wrong passwords.</summary>
/// <remarks>Unlike smart lockout in the cloud, a domain counts the same wrong password again and again: a job with a stale password is the usual cause.</remarks>
internal static class LockedInDomain
{
    public static FindingWords Words(FindingFacts facts) => new(
        "locked-out",
        Severity.High,
        $"{facts.Who} was locked in Active Directory because {From(facts)} sent wrong passwords (Windows event 4740); every job that signs in with it fails while the lock lasts.",
        [Job(facts), Unlock(facts), Gmsa, NotAJob],
        [Standards.BruteForce, Standards.InsecureAuthentication, Standards.AccessControl, Standards.Mitigation]);

    private static string From(FindingFacts facts) => facts.Total.Computers.Count switch
    {
        0 => "a computer that the event does not name",
        1 => $"the computer {CommandText.Listed(facts.Total.Computers)}",
        _ => $"the computers {CommandText.Listed(facts.Total.Computers)}",
    };

    private static Remedy Job(FindingFacts facts) => new(
        "Find the job with the old password on that computer",
        [
            $"Sign in to {(facts.Total.Computers.Count > 0 ? CommandText.Listed(facts.Total.Computers) : "the computer that the lockout event on the domain controller with the PDC emulator role names")} and run the commands: services, scheduled tasks and application pools that run as the account.",
            "Also look for stored credentials (cmdkey /list), mapped drives, configuration files and disconnected sessions of the account.",
            "Stop what uses the old password, give it the current one, start it once, and see that it runs before anything is unlocked.",
            "The security log of that computer has event 4625 with the process that tried; on the domain controllers 4771 and 4776 count the attempts.",
        ])
    {
        PowerShell = $$"""
            # On the computer that the finding names:
            Get-CimInstance Win32_Service | Where-Object StartName -like '*{{Account(facts)}}*' | Select-Object Name, State, StartName
            Get-ScheduledTask | Where-Object { $_.Principal.UserId -like '*{{Account(facts)}}*' } | Select-Object TaskPath, TaskName, State
            Get-WinEvent -FilterHashtable @{ LogName = 'Security'; Id = 4625 } -MaxEvents 200 | Where-Object Message -like '*{{Account(facts)}}*' | Select-Object -First 5 TimeCreated, Message
            # Application pools, where IIS is installed:
            # Import-Module WebAdministration; Get-ChildItem IIS:\AppPools | Select-Object Name, @{ n = 'User'; e = { $_.processModel.userName } }
            """,
    };

    private static Remedy Unlock(FindingFacts facts) => new(
        "Then unlock the account",
        [
            "Only after the job has the right password: it would lock the account again within minutes.",
            "The lock also ends by itself, when the domain's lockout policy says so; the command shows how long that takes.",
        ])
    {
        PowerShell = $$"""
            # On a domain controller, or where the Active Directory module is installed:
            Get-ADDefaultDomainPasswordPolicy | Select-Object LockoutDuration, LockoutObservationWindow, LockoutThreshold
            Unlock-ADAccount -Identity '{{Account(facts)}}'
            Get-WinEvent -FilterHashtable @{ LogName = 'Security'; Id = 4740 } -MaxEvents 20 | Select-Object TimeCreated, Message
            """,
    };

    private static Remedy Gmsa { get; } = new(
        "Give the job a group managed service account, so that no password goes stale again",
        [
            "Windows changes the password of such an account by itself, and no person or file knows it; services, scheduled tasks and application pools can run as one.",
            "Once per domain: a KDS root key. Then create the account, allow the computer to use it, install it there and set the job to run as it.",
        ])
    {
        PowerShell = """
            New-ADServiceAccount -Name '<gmsa-name>' -DNSHostName '<gmsa-name>.<domain>' -PrincipalsAllowedToRetrieveManagedPassword '<computer-group>'
            # On the computer:
            Install-ADServiceAccount -Identity '<gmsa-name>'
            Test-ADServiceAccount -Identity '<gmsa-name>'
            """,
    };

    private static Remedy NotAJob { get; } = new(
        "If no job of yours runs there: somebody guesses",
        [
            "A computer that does not belong to the domain, or that no job of this account runs on, is a sign of an attack: isolate it, and look for sign-ins that succeeded from it.",
            "Restrict where the account may log on (Log On To, or an authentication policy silo), and deny it interactive and remote logon.",
        ])
    {
        PowerShell = """
            Get-ADComputer -Identity '<computer-name>' -Properties OperatingSystem, LastLogonDate
            Get-ADUser -Identity '<sam-account-name>' -Properties LogonWorkstations, LastBadPasswordAttempt, BadLogonCount
            """,
    };

    /// <summary>The logon name, when it is a plain one: anything else came from a log and stays out of a command.</summary>
    private static string Account(FindingFacts facts)
    {
        var name = facts.Identity.AccountName?.Text.Split('\\')[^1] ?? "";
        return name.Length > 0 && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.') ? name : "<sam-account-name>";
    }
}
