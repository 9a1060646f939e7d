package complainttest

import (
	"fmt"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"complaint.imageco/go/complaint"
	complaintv1 "complaint.imageco/go/imageco/complaint/v1"
	wirev1 "complaint.imageco/go/imageco/wire/v1"
)

// By the options on the fields, as the bridge does.
func validate(request *complaintv1.ReplyRequest) []complaint.Violation {
	var v validation
	v.message(request.ProtoReflect(), "")
	return v.violations
}

type validation struct{ violations []complaint.Violation }

func (v *validation) fault(path, format string, values ...any) {
	v.violations = append(v.violations, complaint.Violation{Field: path, Description: fmt.Sprintf(format, values...)})
}

func (v *validation) message(message protoreflect.Message, prefix string) {
	fields := message.Descriptor().Fields()
	for i := range fields.Len() {
		field := fields.Get(i)
		if rule, ok := proto.GetExtension(field.Options(), wirev1.E_Field).(*wirev1.Field); ok && rule != nil {
			v.field(message, field, rule, prefix+string(field.Name()))
		}
	}
}

func (v *validation) field(
	message protoreflect.Message, field protoreflect.FieldDescriptor, rule *wirev1.Field, path string,
) {
	value := message.Get(field)
	switch {
	case !message.Has(field):
		if rule.GetRequired() {
			v.fault(path, "required: is empty")
		}
	case field.IsList():
		v.items(value.List(), rule, path)
	case field.Kind() == protoreflect.MessageKind:
		v.message(value.Message(), path+".")
	default:
		v.text(value.String(), rule, path)
	}
}

func (v *validation) items(items protoreflect.List, rule *wirev1.Field, path string) {
	if most := rule.GetMaxItems(); most != 0 && items.Len() > int(most) {
		v.fault(path, "max_items: %d items, at most %d", items.Len(), most)
		return
	}
	for i := range items.Len() {
		text, path := items.Get(i).String(), fmt.Sprintf("%s[%d]", path, i)
		if text == "" {
			v.fault(path, "required: is empty")
		} else if separator := rule.GetSeparator(); separator != "" && strings.Contains(text, separator) {
			v.fault(path, "separator: holds a %q", separator)
		} else {
			v.identifier(text, rule, path)
		}
	}
}

func (v *validation) text(text string, rule *wirev1.Field, path string) {
	if rule.GetRequired() && strings.TrimFunc(text, isBlank) == "" {
		v.fault(path, "required: is only blanks")
		return
	}
	v.identifier(text, rule, path)
	if length, most := utf8.RuneCountInString(text), rule.GetMaxChars(); most != 0 && length > int(most) {
		v.fault(path, "max_chars: %d characters, at most %d", length, most)
	}
	if rule.GetHttpsUrl() {
		if u, err := url.Parse(text); err != nil || u.Scheme != "https" || u.Host == "" {
			v.fault(path, "https_url: is no absolute HTTPS URL")
		}
	}
}

func (v *validation) identifier(text string, rule *wirev1.Field, path string) {
	switch {
	case !rule.GetIdentifier():
	case strings.ContainsFunc(text, unicode.IsControl):
		v.fault(path, "identifier: holds a control character")
	case strings.TrimFunc(text, isBlank) != text:
		v.fault(path, "identifier: begins or ends with a blank")
	}
}

// Whether it shows nothing: white space, or zero wide.
func isBlank(r rune) bool { return unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) }
