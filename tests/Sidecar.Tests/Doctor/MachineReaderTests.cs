using System.Net.Sockets;
using Sidecar.Doctor;
using Sidecar.Suricata;
using Xunit;

namespace Sidecar.Tests.Doctor;

public sealed class MachineReaderTests : IDisposable
{
    private readonly TemporaryFolder _root = new();

    public void Dispose() => _root.Dispose();

    [Fact]
    public void An_empty_machine_has_no_facts_and_no_faults()
    {
        MachineFacts facts = Read("a: b\n");
        Assert.Equal(new MachineFacts { SuricataAccount = facts.SuricataAccount }, facts);
        Assert.Equal(0, facts.SuricataAccount!.User);
        Assert.Equal("/etc/suricata/suricata.yaml", new MachineReader(_root.PathOf("")).SuricataYamlFile());
    }

    [Fact]
    public void A_running_Suricata_says_as_whom_it_runs_and_with_which_file()
    {
        Write("proc/812/comm", "Suricata-Main\n");
        Write("proc/812/cmdline", $"/usr/bin/suricata\0-D\0--af-packet\0-c\0{_root.PathOf("suricata.yaml")}\0");
        Write("proc/811/comm", "Suricata-Main\n");
        Write("proc/811/cmdline", "suricata\0-i\0eth0\0");
        Write("proc/812/status", "Name:\tSuricata-Main\nUid:\t0\t107\t0\t0\nGid:\t0\t112\t0\t0\nGroups:\t4 112 \n");
        Write("proc/9/comm", "bash\n");
        Write("proc/self/comm", "Suricata-Main\n");
        Write("etc/passwd", "root:x:0:0::/root:/bin/sh\nsuri:x:107:112::/:/bin/false\n");
        Write("etc/group", "adm:x:4:\nsuri:x:112:\n");
        MachineFacts facts = Read("run-as: {user: nobody}\n");
        Assert.Equal(812, facts.SuricataProcess);
        Assert.Equal(("suri", "suri", 107), (facts.SuricataAccount!.Name, facts.SuricataAccount.Group, facts.SuricataAccount.User));
        Assert.Equal([112, 4, 112], facts.SuricataAccount.Groups);
        // Of several the first; one that was started without a file has the usual one.
        Assert.Equal("/etc/suricata/suricata.yaml", new MachineReader(_root.PathOf("")).SuricataYamlFile());
        Directory.Delete(_root.PathOf("proc/811"), recursive: true);
        Assert.Equal(_root.PathOf("suricata.yaml"), new MachineReader(_root.PathOf("")).SuricataYamlFile());
    }

    [Fact]
    public void A_process_that_calls_itself_Suricata_is_not_started_wherever_its_program_lies()
    {
        string started = _root.PathOf("started");
        Write("home/eve/suricata", $"#!/bin/sh\ntouch {started}\necho 'This is Suricata version 7.0.66 RELEASE'\n");
        File.SetUnixFileMode(_root.PathOf("home/eve/suricata"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Write("proc/812/comm", "suricata\n");
        Write("proc/812/cmdline", $"suricata\0-c\0{_root.PathOf("suricata.yaml")}\0");
        File.CreateSymbolicLink(_root.PathOf("proc/812/exe"), _root.PathOf("home/eve/suricata"));
        MachineFacts facts = Read("");
        Assert.Equal(((int?)812, (string?)null), (facts.SuricataProcess, facts.SuricataVersion));
        Assert.False(File.Exists(started));
    }

    [Fact]
    public void The_program_of_a_running_Suricata_says_its_version_where_only_root_puts_programs()
    {
        Write("usr/local/bin/suricata", "#!/bin/sh\necho 'This is Suricata version 8.0.1 RELEASE'\n");
        File.SetUnixFileMode(_root.PathOf("usr/local/bin/suricata"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Write("proc/812/comm", "Suricata-Main\n");
        Write("proc/812/cmdline", $"suricata\0-c\0{_root.PathOf("suricata.yaml")}\0");
        File.CreateSymbolicLink(_root.PathOf("proc/812/exe"), "/usr/local/bin/suricata");
        Assert.Equal("8.0.1", Read("").SuricataVersion);
    }

    [Theory]
    [InlineData("run-as: {user: suri, group: adm}\n", "suri", "4 20 112")]
    [InlineData("run-as: {user: suri}\n", "suri", "112 20 112")]
    [InlineData("run-as: {user: nobody}\n", null, null)]
    public void One_that_does_not_run_would_run_as_suricata_yaml_says(string yaml, string? user, string? groups)
    {
        Write("etc/passwd", "suri:x:107:112::/:/bin/false\nbroken\n");
        Write("etc/group", "adm:x:4:\nlog:x:20:who,suri\nsuri:x:112:suri\n");
        Account? account = Read(yaml).SuricataAccount;
        Assert.Equal(user, account?.Name);
        Assert.Equal(groups, account is null ? null : string.Join(' ', account.Groups));
    }

    [Fact]
    public void The_kernel_says_what_a_sender_may_hold_and_who_listens()
    {
        Write("proc/sys/net/core/wmem_default", "212992\n");
        Write("proc/net/unix", "Num       RefCount Protocol Flags    Type St Inode Path\n"
            + "0000000000000000: 00000003 00000000 00000000 0001 03 16 /run/eve-sidecar/eve.sock\n"
            + "0000000000000000: 00000002 00000000 00010000 0001 01 17 /run/other.sock\n0000000000000000: 00000002 00000000 00010000 0001 01 18\n");
        Assert.Equal((212992, false), (Read("").WmemDefault, Read("").EveSocketListens));
        Write("proc/net/unix", "0000000000000000: 00000002 00000000 00010000 0001 01 17 /run/eve-sidecar/eve.sock\n");
        Assert.True(Read("").EveSocketListens);
        // As the sidecar binds it, before it gives it its name.
        Write("proc/net/unix", "0000000000000000: 00000002 00000000 00010000 0001 01 17 /run/eve-sidecar/eve.sock~f251\n");
        Assert.True(Read("").EveSocketListens);
    }

    [Fact]
    public void A_socket_has_owner_and_mode()
    {
        Directory.CreateDirectory(_root.PathOf("run/eve-sidecar"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherExecute);
        using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(_root.PathOf("run/eve-sidecar/eve.sock")));
        File.SetUnixFileMode(_root.PathOf("run/eve-sidecar/eve.sock"), UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        MachineFacts facts = Read("");
        Assert.Equal(UnixFileMode.UserWrite | UnixFileMode.GroupRead, facts.EveSocket!.Mode);
        Assert.True(facts.RunFolder!.Mode.HasFlag(UnixFileMode.OtherExecute));
    }

    [Theory]
    [InlineData("/usr/bin/suricata (enforce)\n", "", "Enforced", false)]
    [InlineData("/usr/bin/suricata (enforce)\n", "/run/eve-sidecar/eve.sock rw,\n", "Enforced", true)]
    [InlineData("/usr/bin/man (enforce)\n/usr/bin/suricata (complain)\n", "", "Off", false)]
    [InlineData(null, "", "Unknown", false)]
    public void A_profile_of_AppArmor_is_found_with_what_the_machine_adds(string? loaded, string local, string mode, bool named)
    {
        Write("etc/apparmor.d/usr.bin.suricata", "profile suricata /usr/bin/suricata { }\n");
        Write("etc/apparmor.d/local/usr.bin.suricata", local);
        if (loaded is not null)
            Write("sys/kernel/security/apparmor/profiles", loaded);
        MachineFacts facts = Read("");
        Assert.Equal((mode, named), (facts.AppArmor.ToString(), facts.AppArmorNamesSocket));
    }

    [Fact]
    public void A_running_sidecar_says_whether_it_takes_the_time_outs_of_suricata_yaml()
    {
        Write("proc/5/comm", "eve-sidecar\n");
        Write("proc/5/cmdline", "eve-sidecar\0run\0");
        Assert.False(Read("").SidecarReadsSuricataYaml);
        Write("proc/5/cmdline", "eve-sidecar\0run\0--suricata-yaml=/etc/suricata/suricata.yaml\0");
        Assert.True(Read("").SidecarReadsSuricataYaml);
        // The build for a better processor, which took over.
        Write("proc/5/comm", "eve-sidecar-v4\n");
        Assert.True(Read("").SidecarReadsSuricataYaml);
    }

    [Theory]
    [InlineData("0200", 1, 9, true)]
    [InlineData("0020", 5, 2, true)]
    [InlineData("0002", 5, 9, true)]
    // The bits of the first that fits decide, whatever the others may.
    [InlineData("0062", 1, 2, false)]
    [InlineData("0602", 5, 2, false)]
    [InlineData("0000", 0, 9, true)]
    public void A_permission_is_that_of_the_first_that_fits(string mode, long user, long group, bool may) => Assert.Equal(
        may, new FileFacts((UnixFileMode)Convert.ToInt32(mode, 8), 1, 2).Allows(new Account("a", "a", user, [group]), UnixFileMode.OtherWrite));

    private MachineFacts Read(string yaml)
    {
        Write("suricata.yaml", yaml);
        return new MachineReader(_root.PathOf("")).Read(_root.PathOf("suricata.yaml"), SuricataYaml.Read(_root.PathOf("suricata.yaml")), "/run/eve-sidecar/eve.sock");
    }

    private void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_root.PathOf(path))!);
        File.WriteAllText(_root.PathOf(path), text);
    }
}
