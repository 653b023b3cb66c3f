//! Options of commands that take a password.

use Form::{Attached, Next, Pair};

/// How an option takes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::redact) enum Form {
    /// The next word is the password.
    Next,
    /// The rest of the same word is the password.
    Attached,
    /// The next word is `user:password`, split at this byte; without it nothing is secret.
    Pair(u8),
}

/// A command with its option.
#[derive(Debug)]
pub(in crate::redact) struct Command {
    /// The command, with its subcommands if only these have the option.
    pub name: &'static str,
    /// The option. Empty: any word that is none.
    pub option: &'static str,
    pub form: Form,
}

impl Command {
    /// The first word of its name, if it is long enough to look for.
    pub(in crate::redact) const fn first(&self) -> &'static str {
        let bytes = self.name.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            if bytes[at] == b' ' && at > 2 && bytes[at + 1] != b'-' {
                return self.name.split_at(at).0;
            }
            at += 1;
        }
        self.name
    }
}

const fn command(name: &'static str, option: &'static str, form: Form) -> Command {
    Command { name, option, form }
}

/// All of them. Long options that say what they take, such as `--password`, need no line.
pub(in crate::redact) const COMMANDS: &[Command] = &[
    command("curl", "-u", Pair(b':')),
    command("curl", "--user", Pair(b':')),
    command("curl", "--proxy-user", Pair(b':')),
    command("curl", "-U", Pair(b':')),
    command("http -a", "", Pair(b':')),
    command("wget", "--user", Pair(b':')),
    command("mysql", "-p", Attached),
    command("mysqldump", "-p", Attached),
    command("mysqladmin", "-p", Attached),
    command("mysqlimport", "-p", Attached),
    command("mariadb", "-p", Attached),
    command("docker login", "-p", Next),
    command("podman login", "-p", Next),
    command("buildah login", "-p", Next),
    command("skopeo login", "-p", Next),
    command("nerdctl login", "-p", Next),
    command("crane auth login", "-p", Next),
    command("helm registry login", "-p", Next),
    command("oras login", "-p", Next),
    command("az login", "-p", Next),
    command("az acr login", "-p", Next),
    command("oc login", "-p", Next),
    command("cf login", "-p", Next),
    command("argocd login", "-p", Next),
    command("sshpass", "-p", Next),
    command("sshpass", "-p", Attached),
    command("redis-cli", "-a", Next),
    command("mongo", "-p", Next),
    command("mongosh", "-p", Next),
    command("mongodump", "-p", Next),
    command("mongorestore", "-p", Next),
    command("sqlcmd", "-P", Next),
    command("bcp", "-P", Next),
    command("sqlplus", "", Pair(b'/')),
    command("rman target", "", Pair(b'/')),
    command("expdp", "", Pair(b'/')),
    command("impdp", "", Pair(b'/')),
    command("cqlsh", "-p", Next),
    command("ldapsearch", "-w", Next),
    command("ldapadd", "-w", Next),
    command("ldapmodify", "-w", Next),
    command("ldapwhoami", "-w", Next),
    command("mosquitto_pub", "-P", Next),
    command("mosquitto_sub", "-P", Next),
    command("smbclient", "-U", Pair(b'%')),
    command("rpcclient", "-U", Pair(b'%')),
    command("smbmap", "-p", Next),
    command("plink", "-pw", Next),
    command("pscp", "-pw", Next),
    command("unzip", "-P", Next),
    command("zip", "-P", Next),
    command("ipmitool", "-P", Next),
    command("snmpget", "-c", Next),
    command("snmpwalk", "-c", Next),
    command("vault login", "", Next),
    command("openssl", "-k", Next),
    command("openssl", "-passin", Pair(b':')),
    command("openssl", "-passout", Pair(b':')),
    command("openssl", "-pass", Pair(b':')),
    command("etcdctl", "--user", Pair(b':')),
    command("rclone obscure", "", Next),
    command("psexec", "-p", Next),
    command("xfreerdp", "/p:", Attached),
    command("svn", "--password", Next),
    command("keytool", "-storepass", Next),
    command("keytool", "-keypass", Next),
    command("jarsigner", "-storepass", Next),
    command("security unlock-keychain", "-p", Next),
    command("ssh-keygen", "-N", Next),
    command("ssh-keygen", "-P", Next),
    command("gpg", "--passphrase", Next),
    command("aws configure set aws_secret_access_key", "", Next),
    command("aws configure set aws_session_token", "", Next),
];
