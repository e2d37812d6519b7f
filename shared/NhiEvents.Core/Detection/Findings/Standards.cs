namespace NhiEvents.Core.Detection.Findings;

/// <summary>Controls of published standards that findings are about.</summary>
internal static class Standards
{
    public const string ImproperOffboarding = "OWASP NHI1:2025 Improper Offboarding";

    public const string SecretLeakage = "OWASP NHI2:2025 Secret Leakage";

    public const string InsecureAuthentication = "OWASP NHI4:2025 Insecure Authentication";

    public const string LongLivedSecrets = "OWASP NHI7:2025 Long-Lived Secrets";

    public const string Reuse = "OWASP NHI9:2025 NHI Reuse";

    public const string HumanUse = "OWASP NHI10:2025 Human Use of NHI";

    public const string AccessControl = "NIST CSF 2.0 PR.AA";

    public const string Monitoring = "NIST CSF 2.0 DE.CM";

    public const string Mitigation = "NIST CSF 2.0 RS.MI";

    public const string ZeroTrust = "NIST SP 800-207";

    public const string BruteForce = "MITRE ATT&CK T1110";

    public const string AccountManipulation = "MITRE ATT&CK T1098.001";

    public const string CloudAccounts = "MITRE ATT&CK T1078.004";
}
