namespace NhiEvents.Local.Rules;

/// <summary>What the findings of this build are about, for the coverage page; a test compares it with what the findings of the samples say themselves.</summary>
internal static class FindingStandards
{
    private const string Offboarding = "OWASP NHI1:2025 Improper Offboarding";
    private const string Leakage = "OWASP NHI2:2025 Secret Leakage";
    private const string Authentication = "OWASP NHI4:2025 Insecure Authentication";
    private const string LongLived = "OWASP NHI7:2025 Long-Lived Secrets";
    private const string Reuse = "OWASP NHI9:2025 NHI Reuse";
    private const string HumanUse = "OWASP NHI10:2025 Human Use of NHI";
    private const string Access = "NIST CSF 2.0 PR.AA";
    private const string Monitoring = "NIST CSF 2.0 DE.CM";
    private const string Mitigation = "NIST CSF 2.0 RS.MI";
    private const string ZeroTrust = "NIST SP 800-207";
    private const string BruteForce = "MITRE ATT&CK T1110";
    private const string Manipulation = "MITRE ATT&CK T1098.001";
    private const string PolicyModification = "MITRE ATT&CK T1556.009";
    private const string CloudAccounts = "MITRE ATT&CK T1078.004";

    public static IReadOnlyList<(string Finding, IReadOnlyList<string> Standards)> All { get; } =
    [
        ("NHI101", [Authentication, Access, ZeroTrust]),
        ("NHI102", [BruteForce, Authentication, Access, Mitigation, Monitoring]),
        ("NHI103", [BruteForce, CloudAccounts, Monitoring]),
        ("NHI104", [LongLived, Access]),
        ("NHI105", [Leakage, Authentication, LongLived, Access, BruteForce, Monitoring]),
        ("NHI106", [LongLived, Authentication, Access]),
        ("NHI107", [Offboarding, Access]),
        ("NHI108", [Access, ZeroTrust]),
        ("NHI109", [Access]),
        ("NHI110", [Authentication, Access]),
        ("NHI111", [Authentication, Access, ZeroTrust]),
        ("NHI112", [Monitoring]),
        ("NHI201", [Monitoring]),
        ("NHI202", [Monitoring, Offboarding]),
        ("NHI203", [CloudAccounts, Authentication, Mitigation, Monitoring]),
        ("NHI204", [Authentication, Access]),
        ("NHI205", [HumanUse, Monitoring]),
        ("NHI206", [Reuse, Access]),
        ("NHI207", [CloudAccounts, Leakage, Monitoring]),
        ("NHI208", [Offboarding, CloudAccounts, Monitoring]),
        ("NHI209", [CloudAccounts, Access, Monitoring, Manipulation]),
        ("NHI211", [CloudAccounts, Leakage, Mitigation, Monitoring]),
        ("NHI301", [Manipulation, Leakage, Access]),
        ("NHI302", [Offboarding, Leakage, Access, Mitigation, Manipulation, CloudAccounts]),
        ("NHI303", [LongLived, Access]),
        ("NHI304", [LongLived, Access]),
        ("NHI306", [Leakage, Access]),
        ("NHI401", [Offboarding, Access, PolicyModification]),
        ("NHI402", [Offboarding, Access, PolicyModification]),
        ("NHI403", [Offboarding, Access, PolicyModification]),
        ("NHI404", [Offboarding, Access, PolicyModification]),
        ("NHI405", [Offboarding, Access]),
        ("NHI406", [Offboarding, Access]),
        ("NHI407", [Authentication, Access, ZeroTrust]),
        ("NHI408", [Monitoring]),
    ];
}
